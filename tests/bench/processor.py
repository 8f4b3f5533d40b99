"""What a request keeps a processor busy for, told in a header: it is the same however busy the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "X-Processor-Seconds"


def processor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost middleware of the timed portal."""

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.thread_time()
        response = get_response(request)
        response[HEADER] = f"{time.thread_time() - began:.6f}"
        return response

    return answer
