"""Listing a business that no ad has brought: paste an ad or fill in the facts, prove the phone, wait for review."""
