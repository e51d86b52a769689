"""Who asks, and whether they may: clients, tokens, providers, rates, links."""
