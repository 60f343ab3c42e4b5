"""Members' and the steward's pages."""
