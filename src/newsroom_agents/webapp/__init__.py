"""What both applications that answer browsers need: forms, origins, cookies, headers, serving."""
