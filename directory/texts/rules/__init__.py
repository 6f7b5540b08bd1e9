"""The stages that read a text, the table they ask, and what they read it by."""
