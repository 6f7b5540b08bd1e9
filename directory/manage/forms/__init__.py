"""Shapes of what a contractor types at the desk."""
