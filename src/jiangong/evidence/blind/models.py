"""Tables of the blind chain. What opens a layer lies sealed; rows of lots and openings are written once."""

from django.db import models
from django.db.models import F, Q

from jiangong.competitions.models import Entry, Event
from jiangong.evidence.blind.enums import ArrivalState, LayerNumber, Side
from jiangong.foundation.keeping import Kept
from jiangong.organizations.models import User


class Arrival(models.Model):
    """What the check-in desk noted of an entry. An entry that is not noted has not been asked for yet."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="arrival")
    state = models.CharField(max_length=8, choices=ArrivalState.choices)
    note = models.CharField(max_length=200, blank=True, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=ArrivalState.values), name="arrival_state_known")]

    def __str__(self) -> str:
        return f"{self.entry} {self.state}"


class Chain(models.Model):
    """That an event is judged blind, and by how many layers. Starting over begins another round of lots."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="blind_chain")
    layer_count = models.PositiveSmallIntegerField(choices=LayerNumber.choices)
    round = models.PositiveSmallIntegerField(default=1)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(layer_count__in=LayerNumber.values), name="chain_layers_known"),
            models.CheckConstraint(condition=Q(round__gte=1), name="chain_counts_rounds"),
        ]

    def __str__(self) -> str:
        return f"{self.event}"

    @property
    def reference(self) -> str:
        """How the audit trail names this chain."""
        return f"blind.chain:{self.event.competition.code}/{self.event.slug}"


class Keeper(models.Model):
    """The one person who draws a layer and alone may read it until it is opened."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="keepers")
    layer = models.PositiveSmallIntegerField(choices=LayerNumber.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["chain", "layer"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "layer"], name="keeper_of_a_layer_once"),
            models.UniqueConstraint(fields=["chain", "user"], name="keeper_of_one_layer"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.layer}"


class Witness(models.Model):
    """Who may look on when a layer is opened."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="witnesses")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["chain", "pk"]
        constraints = [models.UniqueConstraint(fields=["chain", "user"], name="witness_once")]

    def __str__(self) -> str:
        return f"{self.user}"


class Layer(Kept):
    """The frozen list of one layer: what goes in, and the numbers that come out. The salt was made by the machine when the list
    was frozen and lies sealed; its fingerprint was shown at once, so that it cannot be exchanged."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="layers")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(choices=LayerNumber.choices)
    list = models.TextField(help_text="entry numbers or numbers of the layer before, one a line, in order")
    outs = models.TextField(help_text="the numbers that this layer gives, one a line, in order")
    sha256 = models.CharField(max_length=64, help_text="of the list, a blank line and the numbers, as UTF-8")
    salt = models.TextField(help_text="sealed")
    salt_sha256 = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["chain", "round", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__in=LayerNumber.values), name="layer_known"),
            models.UniqueConstraint(fields=["chain", "round", "number"], name="layer_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"

    @property
    def reference(self) -> str:
        """How the audit trail names this layer, and what its secrets are bound to."""
        return f"{self.chain.reference}/{self.round}/{self.number}"


class LayerDraw(Kept):
    """The phrase that was made in the presence of several, sealed until the layer is opened."""

    layer = models.OneToOneField(Layer, on_delete=models.PROTECT, related_name="outcome")
    phrase = models.TextField(help_text="sealed")
    makers = models.CharField(max_length=300)
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.layer}"


class OpeningSignature(Kept):
    """One of the two who must be present has signed in again to open a layer."""

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=8, choices=Side.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(
        max_length=500, blank=True, default="", help_text="why it is opened before any mark is sealed"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["layer", "pk"]
        constraints = [models.CheckConstraint(condition=Q(side__in=Side.values), name="opening_side_known")]

    def __str__(self) -> str:
        return f"{self.layer} {self.user}"


class Opening(Kept):
    """A layer is open: both have signed, one shortly after the other."""

    layer = models.OneToOneField(Layer, on_delete=models.PROTECT, related_name="opening")
    first = models.ForeignKey(OpeningSignature, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(OpeningSignature, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(first=F("second")), name="opening_takes_two")]

    def __str__(self) -> str:
        return f"{self.layer}"
