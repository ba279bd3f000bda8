"""espeak-ng, a program of the machine (Debian: espeak-ng), asked for one Vietnamese sentence at a time."""

from __future__ import annotations

import shutil
import subprocess

PROGRAM = "espeak-ng"
SECONDS = 5.0
WORDS_A_MINUTE = "130"
"""Slower than one speaks: the hall is loud."""


class Espeak:
    """The program as a voice."""

    def say(self, sentence: str) -> bytes:
        """The sentence as a WAV file.

        Raises:
            OSError: the program is missing, failed, or took longer than five seconds.
        """
        program = shutil.which(PROGRAM)
        if program is None:
            raise FileNotFoundError("espeak-ng is not installed (Debian: apt-get install espeak-ng)")
        command = [program, "-v", "vi", "-s", WORDS_A_MINUTE, "--stdin", "--stdout"]
        try:
            done = subprocess.run(
                command, input=sentence.encode(), capture_output=True, timeout=SECONDS, check=True
            )
        except subprocess.SubprocessError as error:
            raise OSError(f"espeak-ng: {error}") from error
        return done.stdout
