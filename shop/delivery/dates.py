"""When a parcel arrives: cut-off, handling, transit, in business days.

Source: ../shared/data/shipping.json ("delivery_estimate"): orders before 13:00 warehouse time on a business day start
that day; handling takes 1 to 2 business days; weekends, federal holidays and the holidays of Ontario (warehouse) and of
the destination's province do not count.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

WAREHOUSE_ZONE = ZoneInfo("America/Toronto")
WAREHOUSE_PROVINCE = "ON"
CUT_OFF = time(13, 0)
HANDLING_DAYS = (1, 2)


@lru_cache(maxsize=32)
def _holidays_of(province: str) -> holidays.HolidayBase:
    """Statutory, federal and customary closing days (Canada Post rests on all of them)."""
    return holidays.country_holidays("CA", subdiv=province, categories=("public", "government", "optional"))


def is_business_day(day: date, province: str) -> bool:
    return day.weekday() < 5 and day not in _holidays_of(province)


def add_business_days(day: date, count: int, province: str) -> date:
    """The business day that is `count` business days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        if is_business_day(day, province):
            count -= 1
    return day


def estimate_arrival(ordered_at: datetime, transit: tuple[int, int], province: str | None) -> tuple[date, date]:
    """Earliest and latest day of arrival. `transit` is (least, most) business days; `province` None: outside Canada."""
    local = ordered_at.astimezone(WAREHOUSE_ZONE)
    start = local.date()
    if local.time() >= CUT_OFF or not is_business_day(start, WAREHOUSE_PROVINCE):
        start = add_business_days(start, 1, WAREHOUSE_PROVINCE)
    destination = province or WAREHOUSE_PROVINCE
    earliest, latest = (
        add_business_days(add_business_days(start, handling, WAREHOUSE_PROVINCE), days, destination)
        for handling, days in zip(HANDLING_DAYS, transit, strict=True)
    )
    return earliest, latest
