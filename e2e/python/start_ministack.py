"""Starts ministack with seven differences from stock. Each rests on code of the pinned version and stops if it changed.

1. PutEvents takes sources that begin with `aws.`: here the events of AWS's own services come from the test.
2. A rule's function is invoked as AWS invokes it, asynchronously: two more tries, then the on-failure destination.
   Stock invokes it once. (The waits between tries are seconds, not minutes: LAMBDA_ASYNC_RETRY_BASE_SECONDS.)
3. A minute of a rate() schedule lasts E2E_SECONDS_A_MINUTE seconds, so that the deployed schedule need not be changed.
4. A parameter without a name gets one as CloudFormation gives it, CFN-<logical id>-<letters>. Stock's has slashes in it,
   which stand differently in ARNs, so that no policy could fit both.
5. A function behind a URL is told by which alias it was invoked, and who signed. Stock checks both and says neither.
6. OpsItems are resources of their own to its IAM, as to AWS's. Stock has no OpsItems, and takes them for `*`.
7. A rule hands events to the bus of another region, with the region they are of. Stock hands none over.
   https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
"""

import functools
import importlib.metadata
import inspect
import json
import os

from ministack import app
from ministack.core import iam_actions, iam_evaluator, responses, router
from ministack.services import eventbridge, lambda_svc
from ministack.services.cloudformation import provisioners

VERSION = "1.5.33"


def must(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"ministack is not as this launcher knows it: {what}")


def parameters(function) -> list[str]:
    return list(inspect.signature(function).parameters)


must(importlib.metadata.version("ministack") == VERSION, f"not version {VERSION}")
must(parameters(eventbridge._put_events) == ["data", "allow_aws_source"], "PutEvents")
must(parameters(eventbridge._dispatch_to_lambda) == ["arn", "payload"], "targets that are functions")
must(parameters(lambda_svc.invoke_async_with_retry) == ["func", "event"], "asynchronous invocations")
must(
    parameters(eventbridge._dispatch_to_event_bus) == ["spec", "event", "rule", "event_path", "target_input_payload"]
    and parameters(eventbridge._dispatch_event) == ["event", "view"],
    "targets that are buses",
)
must(eventbridge._parse_rate_seconds("rate(5 minutes)") == 300, "rate() schedules")
must(eventbridge._SCHEDULER_TICK_INTERVAL == 10, "the scheduler's tick")

must(
    provisioners._RESOURCE_HANDLERS["AWS::SSM::Parameter"]["create"] is provisioners._ssm_create
    and parameters(provisioners._ssm_create) == ["logical_id", "props", "stack_name"],
    "parameters in templates",
)
must(
    parameters(lambda_svc._build_function_url_event)[:5] == ["url_id", "account_id", "region", "method", "path"]
    and parameters(lambda_svc._get_func_record_for_ref_in_scope) == ["function_ref", "account_id", "region"]
    and parameters(iam_evaluator.resolve_caller_identity) == ["access_key_id"],
    "function URLs",
)
must(
    parameters(iam_actions.extract_resource_arn)
    == ["service", "method", "path", "headers", "body", "query_params", "region", "account_id"],
    "resources in policies",
)

eventbridge._put_events = functools.partial(eventbridge._put_events, allow_aws_source=True)


def dispatch_to_lambda(arn: str, payload: str) -> None:
    func, config, name = lambda_svc._get_func_record_for_ref(arn)
    if not func or not config:
        raise LookupError(f"a rule's target is not there: {name}")
    lambda_svc.invoke_async_with_retry(lambda_svc._execution_record_for_config(func, config), json.loads(payload))


eventbridge._dispatch_to_lambda = dispatch_to_lambda

stock_rate = eventbridge._parse_rate_seconds
pace = float(os.environ["E2E_SECONDS_A_MINUTE"]) / 60


def rate(expression: str) -> float | None:
    seconds = stock_rate(expression)
    return None if seconds is None else seconds * pace


eventbridge._parse_rate_seconds = rate
eventbridge._SCHEDULER_TICK_INTERVAL = 1

stock_create = provisioners._ssm_create


def create_parameter(logical_id: str, props: dict, stack_name: str):
    named = {"Name": f"CFN-{logical_id}-E2Ee2eE2Ee2e", **props}
    return stock_create(logical_id, named, stack_name)


provisioners._RESOURCE_HANDLERS["AWS::SSM::Parameter"]["create"] = create_parameter

stock_record = lambda_svc._get_func_record_for_ref_in_scope


def record_by_alias(function_ref: str, **scope):
    func, config, name = stock_record(function_ref, **scope)
    alias = function_ref.removeprefix(f"{name}:")
    if config and alias in (func.get("aliases") or {}):
        config = {**config, "FunctionArn": func["aliases"][alias]["AliasArn"]}
    return func, config, name


lambda_svc._get_func_record_for_ref_in_scope = record_by_alias

stock_event = lambda_svc._build_function_url_event


def event_with_caller(url_id, account_id, region, method, path, headers, body, query_params, **more):
    event = stock_event(url_id, account_id, region, method, path, headers, body, query_params, **more)
    caller = iam_evaluator.resolve_caller_identity(router.extract_access_key_id(headers, query_params))
    if caller and not more.get("anonymous"):
        iam = {name: caller[name] for name in ("accessKey", "accountId", "userArn", "userId")}
        iam |= {"callerId": caller["userId"], "cognitoIdentity": None, "principalOrgId": None}
        event["requestContext"]["authorizer"] = {"iam": iam}
    return event


lambda_svc._build_function_url_event = event_with_caller

stock_resource = iam_actions.extract_resource_arn


def resource_arn(service, method, path, headers, body, query_params, region, account_id):
    item = json.loads(body or "{}").get("OpsItemId") if service == "ssm" else None
    if item:
        return f"arn:aws:ssm:{region}:{account_id}:opsitem/{item}"
    return stock_resource(service, method, path, headers, body, query_params, region, account_id)


iam_actions.extract_resource_arn = resource_arn

stock_bus = eventbridge._dispatch_to_event_bus


def dispatch_to_event_bus(spec, event, rule, event_path, target_input_payload=None):
    if spec.region == responses.get_region():
        return stock_bus(spec, event, rule, event_path, target_input_payload)
    with responses.request_scope(spec.account_id, spec.region):
        # Rules there may have the same names: what it has been through is of the other region.
        eventbridge._dispatch_event({**event, "EventBusName": spec.resource.split("/", 1)[1], "_DispatchPath": []})


eventbridge._dispatch_to_event_bus = dispatch_to_event_bus

app.main()
