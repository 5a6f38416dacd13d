"""Starts MiniStack, with one thing as AWS documents it that release 1.5.33 has otherwise.

"sns:Publish grants permission to both publish and publish batch":
https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
MiniStack asks for an action sns:PublishBatch, which AWS does not have.
"""

import runpy

from ministack.core import iam_actions

extract_iam_action = iam_actions.extract_iam_action


def extract_documented_action(*args, **kwargs):
    action = extract_iam_action(*args, **kwargs)
    return "sns:Publish" if action == "sns:PublishBatch" else action


# Before MiniStack's application imports it by name.
iam_actions.extract_iam_action = extract_documented_action
runpy.run_module("ministack", run_name="__main__", alter_sys=True)
