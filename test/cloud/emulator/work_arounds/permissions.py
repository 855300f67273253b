import re
import urllib.parse

from ministack.core import iam_actions

from .announce import announce


def ask_for_permissions_as_aws_does():
    """Who may send a message may send a batch of them. A key-value store has an ARN, by which permissions name it."""
    announce("SQS asks for permissions of batches, which AWS does not have", "those of one message count")
    announce("no permission fits a key-value store", "its ARN is taken from the path of the request")
    find_action, find_resource = iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def extract_iam_action(*request):
        action = find_action(*request)
        return re.sub("^(sqs:.+)Batch$", r"\1", action) if action else action

    def extract_resource_arn(service, method, path, *request):
        store = re.match(r"/key-value-stores/(arn:[^/]+/[\w-]+)", urllib.parse.unquote(path))
        if service == "cloudfront-keyvaluestore" and store:
            return store[1]
        return find_resource(service, method, path, *request)

    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.extract_resource_arn = extract_resource_arn
