"""What anybody may know of who awards: keys and lists, as a prison told them and as central serves them. No person."""

from django.db import models


class Issuer(models.Model):
    """Somebody who awards. `node` says whose it is; `name` is what an employer reads."""

    id = models.UUIDField(primary_key=True, editable=False)
    node = models.CharField(max_length=7)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return str(self.pk)


class PublishedKey(models.Model):
    """A public ES256 key of an issuer. It is served as long as awards by it are shown: for ever."""

    thumbprint = models.CharField(max_length=43, primary_key=True)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys")
    jwk = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.thumbprint


class PublishedList(models.Model):
    """The newest signed status list of a number. `withdrawn` is how many bits are set: at the prison alone."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="lists")
    number = models.PositiveSmallIntegerField()
    token = models.TextField()
    signed_at = models.DateTimeField()
    withdrawn = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "number"], name="one_list_a_number")]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.number}"
