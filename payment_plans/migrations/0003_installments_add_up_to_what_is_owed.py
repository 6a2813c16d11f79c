from django.db import migrations

FORWARD = """
create function installments_add_up() returns trigger language plpgsql as $$
begin
  if (select coalesce(sum(amount), 0) from payment_plans_installment where plan_id = new.id)
       <> new.arrears - new.down_payment
     or (select count(*) from payment_plans_installment where plan_id = new.id) <> new.count then
    raise exception 'the installments of plan % do not add up to what it holds', new.id
      using errcode = '23514', constraint = 'installments_add_up';
  end if;
  return null;
end $$;
create constraint trigger installments_add_up after insert on payment_plans_paymentplan
deferrable initially deferred for each row execute function installments_add_up();
"""
BACKWARD = """
drop trigger installments_add_up on payment_plans_paymentplan;
drop function installments_add_up();
"""


class Migration(migrations.Migration):
    """First payment and installments are the arrears, to the cent, and as many as the plan says."""

    dependencies = [("payment_plans", "0002_an_agreed_schedule_stays")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
