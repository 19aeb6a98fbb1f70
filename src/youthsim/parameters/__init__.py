"""The parameter registry: every number of the domain, with its unit, range, kind and source."""

from youthsim.parameters.registry import Parameter, Registry, RegistryError, load_registry, registry

__all__ = ["Parameter", "Registry", "RegistryError", "load_registry", "registry"]
