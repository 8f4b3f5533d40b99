from django.db import migrations, models


def bring_into_order(apps, schema_editor):
    """A step said to be done before its first day stays done, on the first day that can be; its history keeps what
    was typed."""
    steps = apps.get_model('tasks', 'PlanStep').objects
    steps.filter(done_on__lt=models.F('starts_on')).update(done_on=models.F('starts_on'))


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0002_agency_plans'),
    ]

    operations = [
        migrations.RunPython(bring_into_order, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='planstep',
            constraint=models.CheckConstraint(condition=models.Q(('done_on', None), ('done_on__gte', models.F('starts_on')), _connector='OR'), name='plan_step_done_after_it_began', violation_error_message='A step cannot be done before it begins.'),
        ),
    ]
