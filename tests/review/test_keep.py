"""A review on disk is replaced whole."""

import pytest

from audit.review.file import read_review
from audit.review.keep import write_review

from .logs import decided, review


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "r.json"
    for made in (review(), review(decided("anna", "accept", comment="Ja – 对 \ud800"), seen={"anna": ("s1",)})):
        write_review(path, made)
        assert read_review(path) == made
        assert [one.name for one in tmp_path.iterdir()] == ["r.json"]


def test_what_cannot_be_written_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "r.json"
    path.mkdir()
    (path / "inside").touch()
    with pytest.raises(OSError, match="Is a directory"):
        write_review(path, review())
    assert [one.name for one in tmp_path.iterdir()] == ["r.json"]


def test_a_link_stays_a_link_and_rights_are_those_of_new_files(tmp_path):
    (tmp_path / "there").mkdir()
    link = tmp_path / "r.json"
    link.symlink_to(tmp_path / "there" / "real.json")
    write_review(link, review())
    assert link.is_symlink()
    made = tmp_path / "there" / "real.json"
    assert read_review(made) == review()
    other = tmp_path / "other"
    other.touch()
    assert made.stat().st_mode == other.stat().st_mode
    made.chmod(0o600)
    write_review(link, review(decided("anna", "accept")))
    assert made.stat().st_mode & 0o777 == 0o600
