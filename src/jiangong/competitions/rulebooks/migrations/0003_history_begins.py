from django.db import migrations


def begin_history(apps, editor):
    """Drafts that are there already begin their history with the text that they hold."""
    revisions = apps.get_model("rulebooks", "DraftRevision")
    for draft in apps.get_model("rulebooks", "RulebookDraft").objects.iterator(chunk_size=100):
        revisions.objects.create(
            draft=draft, number=draft.revision, text=draft.text, at=draft.changed_at, by_id=draft.changed_by_id
        )


class Migration(migrations.Migration):

    dependencies = [
        ('rulebooks', '0002_history_and_signatures'),
    ]

    operations = [
        migrations.RunPython(begin_history, migrations.RunPython.noop),
    ]
