"""How the archive's tables came about, step by step (Alembic)."""
