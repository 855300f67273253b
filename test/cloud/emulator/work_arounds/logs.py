import logging

from ministack.services import lambda_svc

from .announce import announce


def show_logs_of_functions():
    """What functions say goes to the log groups of the emulator, which end with it: it is printed as well."""
    announce("logs of functions end with the emulator", "they are printed as well")
    emit = lambda_svc._emit_lambda_logs

    def emit_and_print(function, request_id, text, *details, **more):
        if text:
            print(text, flush=True)
        return emit(function, request_id, text, *details, **more)

    lambda_svc._emit_lambda_logs = emit_and_print
    # It prints those of functions that drain queues by itself.
    logging.getLogger("lambda").addFilter(lambda record: not str(record.msg).endswith("output:\n%s"))
