"""The editors' web application: where drafts are read, checked, edited and ruled on."""
