"""The Porchlight server."""
