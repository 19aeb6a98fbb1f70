"""The rule book: what happens to a family and to an organisation, as pure functions of numbers."""
