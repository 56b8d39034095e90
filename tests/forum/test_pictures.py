"""Pictures: taken by what they are, made anew without what they hid, shown through their post."""

import io
import os
import re
import struct
import time
from datetime import timedelta

import pytest
from PIL import Image, PngImagePlugin

from community import clock
from community.attachments import keeping
from community.attachments.models import Upload
from community.attachments.remaking import BadPicture, remake
from community.extensions import db, writing
from community.forum.models import Post
from community.outbox import working
from tests.forum.test_writing_pages import QUESTION, newest
from tests.forum.written import written_thread


def picture(kind="PNG", size=(40, 30), **options):
    out = io.BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(out, kind, **options)
    return out.getvalue()


def send(browser, data=None, name="screen shot.png"):
    file = (io.BytesIO(picture() if data is None else data), name)
    return browser.post("/uploads", data={"file": file}, content_type="multipart/form-data")


def path_in(answer):
    return re.search(r"\((/uploads/[0-9a-f]{64}\.\w+)\)", answer.json["markdown"])[1]


@pytest.mark.parametrize(
    ("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("GIF", "png"), ("WEBP", "webp")]
)
def test_a_picture_is_known_by_its_content(kind, ending):
    made = remake(picture(kind))
    assert made.ending == ending
    assert Image.open(io.BytesIO(made.data)).size == (40, 30)


def test_what_a_picture_hid_is_gone():
    exif = Image.Exif()
    exif[0x010E] = "in front of my house"
    exif[0x8825] = {1: "N", 2: (48.0, 8.0, 0.0)}
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "secret comment")
    for data in (
        picture("JPEG", exif=exif, comment=b"secret comment"),
        picture("PNG", exif=exif, pnginfo=told, icc_profile=b"secret comment" * 10),
        picture("WEBP", exif=exif, xmp=b"<x>secret comment</x>"),
    ):
        assert b"secret" in data or b"house" in data
        made = remake(data).data
        assert b"secret" not in made
        assert b"house" not in made
        assert not Image.open(io.BytesIO(made)).getexif()


def test_a_photo_stands_as_it_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    assert remake(picture("JPEG", exif=exif)).width == 30


def test_a_moving_picture_still_moves():
    frames = [Image.new("RGB", (20, 20), (n * 60, 0, 0)) for n in range(4)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=80)
    assert Image.open(io.BytesIO(remake(out.getvalue()).data)).n_frames == 4


def test_large_pictures_are_made_smaller():
    assert remake(picture("JPEG", (4000, 1000))).width == 2560


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BOMB = picture("PNG", (9000, 9000))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "kind"),
        (b"<script>alert(1)</script>", "kind"),
        (SVG, "kind"),
        (b"%PDF-1.7", "kind"),
        (picture("BMP"), "kind"),
        (picture("TIFF"), "kind"),
        (picture("PNG", (400, 400))[:200], "broken"),
        (BOMB, "large"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 8_000_001, "large"),
    ],
)
def test_anything_else_is_refused_with_a_reason(data, reason):
    with pytest.raises(BadPicture) as refused:
        remake(data)
    assert refused.value.reason == reason


def test_a_sent_picture_is_seen_by_its_sender_alone_until_it_is_posted(app, browser_of, cast):
    ana, ben = browser_of("ana"), browser_of("ben")
    answer = send(ana)
    assert answer.status_code == 201
    path = path_in(answer)
    assert answer.json["markdown"].startswith("![screen shot](")
    assert ana.get(path).status_code == 200
    for other in (ben, browser_of("sam"), app.test_client()):
        assert other.get(path).status_code == 404
    ana.post("/ask", data={**QUESTION, "body": answer.json["markdown"]})
    for reader in (ana, ben, app.test_client()):
        shown = reader.get(path)
        assert shown.status_code == 200
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in shown.headers["Cache-Control"]
        assert shown.mimetype == "image/png"


def test_a_picture_in_a_private_post_is_private(app, browser_of, cast):
    ana = browser_of("ana")
    answer = send(ana)
    private = {**QUESTION, "body": answer.json["markdown"], "audience": "asker_and_staff"}
    ana.post("/ask", data=private)
    path = path_in(answer)
    assert browser_of("sam").get(path).status_code == 200
    assert browser_of("ben").get(path).status_code == 404
    assert app.test_client().get(path).status_code == 404


def test_naming_a_strangers_picture_opens_it_to_nobody(app, browser_of, cast):
    ana, ben = browser_of("ana"), browser_of("ben")
    answer = send(ana)
    private = {**QUESTION, "body": answer.json["markdown"], "audience": "asker_and_staff"}
    ana.post("/ask", data=private)
    ben.post("/ask", data={**QUESTION, "body": answer.json["markdown"]})
    assert ben.get(path_in(answer)).status_code == 404
    assert app.test_client().get(path_in(answer)).status_code == 404


def test_hiding_the_post_hides_its_picture(app, browser_of, cast):
    ana = browser_of("ana")
    answer = send(ana)
    thread_id = written_thread(cast)
    ana.post(f"/t/{thread_id}/posts", data={"body": answer.json["markdown"]})
    assert app.test_client().get(path_in(answer)).status_code == 200
    browser_of("mia").post(f"/posts/{newest(Post).id}/hiding")
    assert app.test_client().get(path_in(answer)).status_code == 404
    assert browser_of("ben").get(path_in(answer)).status_code == 404


def test_an_edit_that_drops_the_picture_drops_its_place(browser_of, cast):
    ana = browser_of("ana")
    answer = send(ana)
    ana.post("/ask", data={**QUESTION, "body": answer.json["markdown"]})
    post_id = newest(Post).id
    ana.post(f"/posts/{post_id}/edit", data={"body": "No picture any more."})
    assert browser_of("ben").get(path_in(answer)).status_code == 404
    assert ana.get(path_in(answer)).status_code == 200


def test_the_same_picture_of_two_people_is_one_file(browser_of, cast):
    one, other = send(browser_of("ana")), send(browser_of("ben"))
    assert path_in(one) == path_in(other)
    assert db.session.query(Upload).count() == 2
    send(browser_of("ana"))
    assert db.session.query(Upload).count() == 2


def test_refusals_say_why(browser_of, app, cast):
    ana = browser_of("ana")
    answer = send(ana, SVG, "drawing.png")
    assert answer.status_code == 422
    assert "Only pictures" in answer.json["error"]
    assert ana.post("/uploads").status_code == 422
    visitor = send(app.test_client())
    assert visitor.status_code == 401
    assert "account" in visitor.json["error"]
    assert db.session.query(Upload).count() == 0


def test_a_plain_form_may_carry_pictures(browser_of, client, cast):
    data = {**QUESTION, "picture": (io.BytesIO(picture()), "C:\\fake\\<b>light</b>.png")}
    answer = browser_of("ana").post("/ask", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert "/uploads/" in newest(Post).html
    assert "<b>" not in newest(Post).html


def test_a_bad_picture_in_a_plain_form_keeps_the_text(browser_of, cast):
    thread_id = written_thread(cast)
    for path in ("/ask", f"/t/{thread_id}/posts"):
        data = {**QUESTION, "picture": (io.BytesIO(SVG), "x.png")}
        answer = browser_of("ana").post(path, data=data, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert "Only pictures" in answer.text
        assert "restarted" in answer.text


@pytest.mark.parametrize(
    "path", ["/uploads/x.png", "/uploads/" + "0" * 64 + ".png", "/uploads/..%2f..%2fhearth.db"]
)
def test_other_names_lead_nowhere(browser_of, cast, path):
    assert browser_of("admin").get(path).status_code == 404


def test_a_lost_file_is_a_404(browser_of, cast):
    with writing():
        db.session.add(
            Upload(
                key="a" * 64, ending="png", width=1, height=1, size=1,
                uploader_id=cast.people["ana"],
            )
        )  # fmt: skip
    assert browser_of("ana").get("/uploads/" + "a" * 64 + ".png").status_code == 404


TINY = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"


def test_half_a_million_frames_are_refused_before_they_are_counted():
    began = time.process_time()
    with pytest.raises(BadPicture, match="large"):
        remake(GIF + TINY * 500_000 + b"\x3b")
    assert time.process_time() - began < 1


def test_a_later_frame_larger_than_the_first_is_measured_too():
    wide = b"\x2c\0\0\0\0" + struct.pack("<HH", 9000, 9000) + TINY[9:]
    with pytest.raises(BadPicture, match="large"):
        remake(GIF + TINY + wide + TINY + b"\x3b")


def test_what_was_never_posted_goes_after_a_week(browser_of, cast):
    ana = browser_of("ana")
    unused = path_in(send(ana))
    other = send(ana, picture(size=(50, 50)))
    ana.post("/ask", data={**QUESTION, "body": other.json["markdown"]})
    file = keeping.file_of(*unused.rpartition("/")[2].split("."))
    working.drain()
    assert db.session.query(Upload).count() == 2
    week_ago = time.time() - 8 * 86400
    os.utime(file, (week_ago, week_ago))
    with clock.moved_by(keeping.DRAFT_TIME + timedelta(minutes=1)):
        working.drain()
    db.session.rollback()
    assert [u.path for u in db.session.query(Upload)] == [path_in(other)]
    assert not file.exists()
    assert ana.get(path_in(other)).status_code == 200


def test_a_file_that_somebody_else_needs_stays(browser_of, cast):
    ana, ben = browser_of("ana"), browser_of("ben")
    send(ana)
    answer = send(ben)
    ben.post("/ask", data={**QUESTION, "body": answer.json["markdown"]})
    with clock.moved_by(keeping.DRAFT_TIME + timedelta(minutes=1)):
        working.drain()
    db.session.rollback()
    assert [u.uploader_id for u in db.session.query(Upload)] == [cast.people["ben"]]
    assert ben.get(path_in(answer)).status_code == 200
