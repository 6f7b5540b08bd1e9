"""Repeatable measurements: ratios against a floor measured in the same run."""
