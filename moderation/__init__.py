"""The gate that every draft passes: it notices harm, and people in danger. Usable by anyone who writes a chat program."""
