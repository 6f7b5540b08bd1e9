"""The public pages: the newspaper page, results, a business, comparison."""
