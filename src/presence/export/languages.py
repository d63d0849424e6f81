"""A BCP 47 tag → the three letters of ISO 639-2/T that MP3 and MP4 name a language by."""

from types import MappingProxyType
from typing import Final

UNDETERMINED: Final = "und"
_KNOWN: Final = """
af=afr ar=ara bg=bul bn=ben ca=cat cs=ces cy=cym da=dan de=deu el=ell en=eng eo=epo es=spa et=est
eu=eus fa=fas fi=fin fr=fra ga=gle gl=glg he=heb hi=hin hr=hrv hu=hun hy=hye id=ind is=isl it=ita
ja=jpn ka=kat kk=kaz ko=kor la=lat lt=lit lv=lav mk=mkd ms=msa nb=nob nl=nld nn=nno no=nor pl=pol
pt=por ro=ron ru=rus sk=slk sl=slv sq=sqi sr=srp sv=swe sw=swa ta=tam te=tel th=tha tr=tur uk=ukr
ur=urd vi=vie zh=zho
"""
_THREE_LETTERS: Final = MappingProxyType(dict(pair.split("=") for pair in _KNOWN.split()))


def three_letters(language: str) -> str:
    """`eng` of `en-US`; `und` where the language is none of those that are known here."""
    primary = language.split("-")[0].lower()
    return primary if len(primary) == 3 else _THREE_LETTERS.get(primary, UNDETERMINED)
