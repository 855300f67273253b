from ministack.services import s3
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

from .announce import announce


def make_buckets_as_templates_say():
    """They have their template's tags: CDK's helper that empties buckets asks for one. Only empty ones can be deleted."""
    announce("templates give buckets no tags", "they get them")
    announce("buckets are deleted with all that is in them", "that is refused")
    handlers = _RESOURCE_HANDLERS["AWS::S3::Bucket"]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def tag(made, properties):
        bucket, _ = made
        s3._bucket_tags[bucket] = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
        return made

    def delete_empty(bucket, properties):
        if s3._buckets.get(bucket, {}).get("objects"):
            raise ValueError(f"The bucket {bucket} is not empty")
        return delete(bucket, properties)

    handlers["create"] = lambda name, properties, *stack: tag(create(name, properties, *stack), properties)
    handlers["update"] = lambda name, former, now, *stack: tag(update(name, former, now, *stack), now)
    handlers["delete"] = delete_empty
