"""Random numbers with addresses: (seed, family, decision, index) gives the number, whatever came before."""
