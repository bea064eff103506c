"""A rulebook: one TOML file, read into frozen, typed values."""
