"""The desk for programs: what its pages can do, as JSON under `/api/v1`."""
