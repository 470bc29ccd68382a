"""Jobs about orders. They take ids and may run twice."""

from celery import shared_task

from shop.orders import emails


@shared_task
def deliver_mail(mail_id: int) -> None:
    emails.deliver_mail(mail_id)
