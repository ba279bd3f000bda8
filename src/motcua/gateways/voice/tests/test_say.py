"""A sentence becomes sound where espeak-ng is there; its absence is said."""

import os
import shutil

import pytest

from motcua.gateways import voice


def test_a_sentence_is_a_wav_file():
    if shutil.which(voice.PROGRAM) is None:
        assert os.environ.get("CI") != "true", "espeak-ng is missing in CI"
        pytest.skip("espeak-ng is not installed (Debian: apt-get install espeak-ng)")
    sound = voice.Espeak().say("Mời số A, không một năm, đến quầy số 3.")
    assert sound[:4] == b"RIFF" and len(sound) > 20_000


def test_a_machine_without_it_says_so(monkeypatch):
    monkeypatch.setattr(voice, "PROGRAM", "khong-co-chuong-trinh-nay")
    with pytest.raises(OSError, match="apt-get install espeak-ng"):
        voice.Espeak().say("Mời số A.")
