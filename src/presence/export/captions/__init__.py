"""A narrated exercise → captions beside its sound: VTT, SRT, LRC and ASS."""
