"""How a request comes in: the socket, its limits, its log, uploads, entity tags."""
