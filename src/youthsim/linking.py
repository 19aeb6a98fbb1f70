"""Functions that only compiled code calls: their intermediate code is kept for their callers, and no more is made.

numba optimises every function together with all that it calls, makes machine code of both, and wrappers by which
Python could call it. Below an entry of the engine lie some hundred functions in layers, so the same code was treated
again and again, and only the entry's was ever run: half the time of the first compile.

This uses numba's way to change its steps of compiling (``pipeline_class``).
"""

from __future__ import annotations

from typing import Any

from numba import _dynfunc  # type: ignore[attr-defined]
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering


class _Linked(JITCodeLibrary):
    """Code for other code to link: the entry that it ends up in is optimised and made machine code, as a whole."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerForLinking(NativeLowering):
    """Lower a function into code that others link."""

    _name = "lower_for_linking"

    def run_pass(self, state: Any) -> bool:
        state.library = _Linked(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags = state.flags.copy()
        state.flags.no_compile = True
        super().run_pass(state)
        lowered = state["cr"]
        # What numba knows the function by; without an address, for Python cannot call it.
        name = _dynfunc.make_function(lowered.fndesc.lookup_module(), lowered.fndesc.qualname, "", 0, lowered.env, ())
        state.targetctx.insert_user_function(name, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=name)
        return True


class _Compiler(CompilerBase):
    """numba's compiler with that last step."""

    def define_pipelines(self) -> list[Any]:
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [
            (_LowerForLinking, text) if step is NativeLowering else (step, text) for step, text in passes.passes
        ]
        passes.finalize()
        return [passes]


LINKED_ONLY = {"pipeline_class": _Compiler, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
