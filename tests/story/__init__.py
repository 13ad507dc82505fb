"""Papers, digests and approvals."""
