"""What an endpoint really does: examined question by question."""
