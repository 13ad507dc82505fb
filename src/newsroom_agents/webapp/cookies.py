"""Cookies that only our own pages get, and that scripts cannot read."""

from dataclasses import dataclass

from fastapi import Request, Response


@dataclass(frozen=True, slots=True)
class Cookies:
    """One application's cookies; behind https they carry the `__Host-` prefix and go no other way.

    Ports do not keep cookies apart: two applications on one host need different names.
    """

    is_secure: bool

    def get(self, request: Request, name: str) -> str:
        """Return what the browser sent; empty when it sent nothing."""
        return request.cookies.get(self.name(name), "")

    def set(self, response: Response, name: str, value: str, life: int | None = None) -> None:
        """Give the browser a value for so many seconds; without a life, until it closes."""
        response.set_cookie(
            self.name(name),
            value,
            max_age=life,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def drop(self, response: Response, name: str) -> None:
        """Take a value away from the browser."""
        self.set(response, name, "", 0)

    def name(self, name: str) -> str:
        """Return the name as the browser knows it."""
        return f"__Host-{name}" if self.is_secure else name
