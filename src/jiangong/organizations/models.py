"""Tables of the organizations: the union tree, users, posts."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from treebeard.mp_tree import MP_Node

from jiangong.foundation.keeping import Kept
from jiangong.foundation.words import spoken
from jiangong.organizations.enums import Level, Role, TreeChange


class Organization(MP_Node):
    """A union body: federation, city, county, industry, enterprise, workshop, crew. Its `path` spells where it stands,
    so that whatever begins with the path belongs to it. The single root is the federation that runs the site."""

    steplen = 5  # 36^5 bodies under one parent

    code = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    level = models.CharField(max_length=12, choices=Level.choices)
    is_demonstration = models.BooleanField(default=False)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="organization_level_known"),
            models.UniqueConstraint(F("depth"), condition=Q(depth=1), name="one_federation"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spoken_name(self) -> str:
        """The name in the reader's language."""
        return spoken(self.name, self.name_en)

    @property
    def reference(self) -> str:
        """How the audit trail names this body."""
        return f"organizations.organization:{self.code}"


class OrganizationChange(Kept):
    """What became of a body on a day: how it was called and where it stood before and after. `other` is the body that took it
    in, or the one above it from then on. The history is written once and read as it was."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=TreeChange.choices)
    on = models.DateField()
    name_before = models.CharField(max_length=200, blank=True, default="")
    name_after = models.CharField(max_length=200, blank=True, default="")
    under_before = models.CharField(max_length=80, blank=True, default="", help_text="code of the body above it before")
    other = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=TreeChange.values), name="tree_change_kind_known")]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_kind_display()} {self.on}"


class UserManager(BaseUserManager["User"]):
    """Finds users by their user name or their phone number."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of that name, whatever the case of the letters; failing that, the one who is reached by that number."""
        named: User | None = self.filter(username__iexact=username).first() if username else None
        return named or self.get(phone=username or "nobody")


class User(AbstractBaseUser):
    """A person who signs in. A user name is never given to a second person: the audit trail names people by it."""

    username = models.CharField(max_length=80, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True, default="", help_text="may be typed instead of the user name")
    mail = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_name_in_any_case"),
            models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="user_phone_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the audit trail names this person."""
        return f"user:{self.username}"

    def get_full_name(self) -> str:
        """The person's name."""
        return self.name

    def get_short_name(self) -> str:
        """The person's name."""
        return self.name


class SignIn(models.Model):
    """A session of a person: when it began and on what kind of device. It goes when the session goes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.device}"


class Post(models.Model):
    """A role that a person holds in an organization, and in all that belongs to it, for a term."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=16, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="the last day")

    class Meta:
        ordering = ["organization__path", "role", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="post_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="post_term_in_order"
            ),
            models.UniqueConstraint(fields=["user", "organization", "role", "starts_on"], name="post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.organization}"
