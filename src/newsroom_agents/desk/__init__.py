"""The desk: where editors read, check, edit and sign, in a browser."""
