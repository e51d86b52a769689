"""Authentication and authorisation: clients, tokens, providers, rate limits, links."""
