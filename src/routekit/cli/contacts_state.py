"""How far a run of `contacts sync` has come, kept beside the file it writes until all of it is done."""

import json
from pathlib import Path

from routekit.errors import InputError


class Done:
    """The districts that a run has done. A new run begins anew unless it resumes one that was stopped."""

    def __init__(self, path: Path, districts: list[str]) -> None:
        self._path = path
        self.districts = districts

    @classmethod
    def of(cls, out: Path, *, resume: bool) -> "Done":
        """Find what a run that wrote the same file has done. Raises InputError for a file that is damaged."""
        path = out.with_name(f"{out.name}.done")
        if not (resume and path.exists()):
            return cls(path, [])
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError.of("resume", str(path), "a file of this command is needed; delete it") from error
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise InputError.of("resume", str(path), "a file of this command is needed; delete it")
        return cls(path, found)

    def note(self, district: str, *, answered: bool) -> None:
        """Note that a district is done; one whose service failed is tried again."""
        if answered:
            self.districts.append(district)
            written = self._path.with_name(f"{self._path.name}.new")
            written.write_text(json.dumps(self.districts), encoding="utf-8")
            written.replace(self._path)

    def end(self, *, complete: bool) -> None:
        """Forget it all when everything is done."""
        if complete:
            self._path.unlink(missing_ok=True)
