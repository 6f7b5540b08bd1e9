"""Businesses, their contact points and the facts known of them, each with where it comes from."""
