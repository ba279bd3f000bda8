"""What officers leave on a dossier for each other; the citizen never sees it."""

from django.db import models

from .dossier import Dossier


class Note(models.Model):
    """Ghi chú nội bộ: a line among officers, with whom it calls by name; a removed one keeps its row, not its words."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="notes")
    author_code = models.CharField(max_length=60)
    author_name = models.CharField(max_length=200)
    post_title = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    mentions = models.JSONField(default=list, help_text="[code, name] of each officer called")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["dossier", "-id"], name="note_of_dossier")]


class Follower(models.Model):
    """Người theo dõi: an officer who wants to hear of each move of a dossier."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="follower_rows")
    officer_code = models.CharField(max_length=60)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "officer_code"], name="follower_once")]
        indexes = [models.Index(fields=["officer_code", "-id"], name="follower_of_officer")]


class Batch(models.Model):
    """Lượt làm nhiều: what one press did to many dossiers, kept so that it can be taken back for a while."""

    key = models.CharField(max_length=40, unique=True)
    officer_code = models.CharField(max_length=60)
    action = models.CharField(max_length=20)
    at = models.DateTimeField()
    items = models.JSONField(help_text="per dossier: code, version afterwards, and what was before")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["officer_code", "-id"], name="batch_of_officer")]
