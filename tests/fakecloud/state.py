"""The default world: accounts, roles, providers, service accounts. `/state` changes it, `/reset` restores it."""

ACCOUNT = "123456789012"
PROJECT, NUMBER = "xcloud-test", "1234567890"
POOL = f"projects/{NUMBER}/locations/global/workloadIdentityPools/pool"
SUB = "system:serviceaccount:default:oidc-exp-service-account"
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
OUTBOUND = "https://0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9.tokens.sts.global.api.aws"

ISSUERS = {
    "eks": ("https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE", ("RS256",)),
    "gke": (f"https://container.googleapis.com/v1/projects/{PROJECT}/locations/europe-west1/clusters/demo", ("RS256",)),
    "google": ("https://accounts.google.com", ("RS256",)),
    "outbound": (OUTBOUND, ("RS256",)),
    "github": ("https://token.actions.githubusercontent.com", ("RS256",)),
    "gitlab": ("https://gitlab.com", ("RS256",)),
    "circleci": ("https://oidc.circleci.com/org/7a5e3c1e-0f4b-4c7f-9a53-0d9f6a5b1c2d", ("RS256",)),
    "buildkite": ("https://agent.buildkite.com", ("RS256",)),
    "bitbucket": ("https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc", ("RS256",)),
    "azure": ("https://vstoken.dev.azure.com/5f0c8a53-6d9e-4f66-8d3c-1f1a3a4b5c6d", ("RS256",)),
    "terraform": ("https://app.terraform.io", ("RS256",)),
    "stranger": ("https://oidc.eks.eu-west-1.amazonaws.com/id/UNKNOWNTOEVERYBODY", ("RS256",)),
}


def email(name):
    return f"{name}@{PROJECT}.iam.gserviceaccount.com"


def provider(name):
    return f"//iam.googleapis.com/{POOL}/providers/{name}"


def role(name, *trust, max_session=3600):
    return {"arn": f"arn:aws:iam::{ACCOUNT}:role/{name}", "max_session": max_session, "trust": list(trust)}


def federated(issuer, **conditions):
    """A trust statement for a web identity: condition key after the issuer's host -> allowed values."""
    return {"federated": issuer, "conditions": conditions}


# The CI platforms beside GitHub: audiences that the account's OIDC provider lists, and subjects that `from-ci` trusts.
AZURE_AUDIENCE = "api://AzureADTokenExchange"
CI = {
    "gitlab": (["sts.amazonaws.com", "https://gitlab.com"], "project_path:acme/app:*"),
    "circleci": (["sts.amazonaws.com", "7a5e3c1e-0f4b-4c7f-9a53-0d9f6a5b1c2d"], "org/*/project/*"),
    "buildkite": (["sts.amazonaws.com"], "organization:acme:pipeline:app:*"),
    "bitbucket": (["ari:cloud:bitbucket::workspace/11111111-2222-3333-4444-555555555555"], "{*}:{*}"),
    "azure": ([AZURE_AUDIENCE], "p://acme/shop/deploy"),
    "terraform": (["aws.workload.identity"], "organization:acme:project:*"),
}
WORKFORCE = "//iam.googleapis.com/locations/global/workforcePools/staff"


def default_state():
    app_id = "104857600123456789012"
    eks, gke = ISSUERS["eks"][0], ISSUERS["gke"][0]
    roles = ["app", "ec2-app", "task-app", "from-google", "from-eks", "from-gke", "from-github", "hop", "gtoken", "janus"]
    pool = f"//iam.googleapis.com/{POOL}"
    workload = [f"principalSet:{pool}/attribute.aws_role/arn:aws:sts::{ACCOUNT}:assumed-role/{r}" for r in roles]
    workload += [f"principalSet:{pool}/attribute.aws_role/arn:aws:iam::{ACCOUNT}:user/app", f"principal:{pool}/subject/{SUB}"]
    workload += [f"principal:{pool}/subject/arn:aws:iam::{ACCOUNT}:role/{r}" for r in roles]
    workload += [f"principal:{pool}/subject/arn:aws:iam::{ACCOUNT}:user/app",
                 f"principal:{pool}/subject/repo:acme/app:ref:refs/heads/main",
                 f"principal:{pool}/subject/project_path:acme/app:ref_type:branch:ref:main", f"principal:{pool}/subject/p://acme/shop/deploy",
                 f"principal:{pool}/subject/dev@example.com", f"principal:{WORKFORCE}/subject/dev@example.com"]
    aud = [app_id, email("app")]
    return {
        "clock": 0,
        "aws": {
            "account": ACCOUNT,
            "outbound": True,
            "shorten": 0,  # seconds taken off every session's life behind the caller's back
            "keys": {
                "AKIAXCLOUDTESTUSER00": {"secret": "SECRETMARKER/user+0123456789abcdefghijkl", "token": None,
                                         "arn": f"arn:aws:iam::{ACCOUNT}:user/app", "user_id": "AIDAXCLOUDTESTUSER000",
                                         "expires": None, "role": None},
                "ASIAXCLOUDTESTSESSN0": {"secret": "SECRETMARKER/session+0123456789abcdefghi",
                                         "token": "SECRETMARKER//session+token/with+signs/" + "0123456789abcdef" * 12 + "==",
                                         "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/app/session",
                                         "user_id": "AROAXCLOUDTESTROLE000:session", "expires": None, "role": "app"},
                "ASIAXCLOUDTESTEXPIRD": {"secret": "SECRETMARKER/expired+0123456789abcdefghi",
                                         "token": "SECRETMARKER//expired+token/" + "0123456789abcdef" * 8,
                                         "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/app/expired",
                                         "user_id": "AROAXCLOUDTESTROLE000:expired", "expires": 1, "role": "app"},
            },
            # IAM OIDC providers of the account: issuer -> client ids. accounts.google.com is built in.
            "oidc_providers": {eks: ["sts.amazonaws.com"], gke: ["sts.amazonaws.com"],
                               ISSUERS["github"][0]: ["sts.amazonaws.com"], **{ISSUERS[n][0]: auds for n, (auds, _) in CI.items()}},
            "roles": {
                "from-google": role("from-google", federated("accounts.google.com", aud=aud, oaud=["sts.amazonaws.com"],
                                                             sub=[app_id]), max_session=43200),
                "gtoken": role("gtoken", federated("accounts.google.com", aud=aud, sub=[app_id],
                                                   oaud=["gtoken/sts/assume-role-with-web-identity"])),
                "janus": role("janus", federated("accounts.google.com", aud=aud, oaud=["gcp"], sub=[app_id])),
                "from-eks": role("from-eks", federated(eks, aud=["sts.amazonaws.com"], sub=[SUB]), max_session=43200),
                "from-gke": role("from-gke", federated(gke, aud=["sts.amazonaws.com"], sub=[SUB])),
                "from-either": role("from-either", federated(eks, aud=["sts.amazonaws.com"], sub=[SUB]),
                                    federated(gke, aud=["sts.amazonaws.com"], sub=[SUB])),
                "from-github": role("from-github", federated(ISSUERS["github"][0], aud=["sts.amazonaws.com"],
                                                             sub=["repo:acme/app:*"])),
                "from-ci": role("from-ci", *[federated(ISSUERS[n][0], aud=auds, sub=[sub.replace("{", "[{]")]) for n, (auds, sub) in CI.items()]),
                "app": role("app", {"aws": [f"arn:aws:iam::{ACCOUNT}:user/app"]}, max_session=43200),
                "hop": role("hop", {"aws": [f"arn:aws:iam::{ACCOUNT}:user/*", f"arn:aws:sts::{ACCOUNT}:assumed-role/*"]},
                            max_session=43200),
                "hop2": role("hop2", {"aws": [f"arn:aws:sts::{ACCOUNT}:assumed-role/hop/*"]}),
                "guarded": role("guarded", {"aws": [f"arn:aws:iam::{ACCOUNT}:user/app", f"arn:aws:sts::{ACCOUNT}:assumed-role/*"],
                                            "external_id": "partner-42"}),
                "closed": role("closed"),
                "ec2-app": role("ec2-app"), "task-app": role("task-app"),
            },
            "imds": {"on": True, "role": "ec2-app", "region": "us-east-1", "instance": "i-0abcdef1234567890", "lifetime": 21600},
            "container": {"on": True, "role": "task-app", "lifetime": 21600, "region": "us-east-1",
                          "authorization": "SECRETMARKER-container-authorization", "authorization_file": ""},
            "buckets": {"xcloud-test": {"objects": {"hello.txt": "Hello, from S3!"},
                                        "readers": [f"arn:aws:sts::{ACCOUNT}:assumed-role/*", f"arn:aws:iam::{ACCOUNT}:user/app"]}},
        },
        "google": {
            "project": PROJECT, "number": NUMBER, "universe": "googleapis.com", "shorten": 0,
            "providers": {
                provider("aws"): {"type": "aws", "account": ACCOUNT, "require_signed_target": True, "condition": None, "on": True},
                provider("aws-jwt"): {"type": "oidc", "issuer": OUTBOUND, "audiences": [], "condition": None, "on": True},
                provider("eks"): {"type": "oidc", "issuer": eks, "audiences": [], "condition": None, "on": True},
                provider("gke"): {"type": "oidc", "issuer": gke, "audiences": [], "condition": None, "on": True},
                provider("github"): {"type": "oidc", "issuer": ISSUERS["github"][0], "audiences": [], "condition": None, "on": True},
                provider("gitlab"): {"type": "oidc", "issuer": ISSUERS["gitlab"][0], "audiences": [], "condition": None, "on": True},
                provider("azure"): {"type": "oidc", "issuer": ISSUERS["azure"][0], "audiences": [AZURE_AUDIENCE], "condition": None, "on": True},
                provider("saml"): {"type": "saml", "condition": None, "on": True},
                f"{WORKFORCE}/providers/staff-oidc": {"type": "oidc", "issuer": ISSUERS["gke"][0], "audiences": [], "condition": None, "on": True},
                f"{WORKFORCE}/providers/staff-saml": {"type": "saml", "condition": None, "on": True},
            },
            "service_accounts": {
                email("app"): {"unique_id": app_id, "long_lifetime": False, "bindings": {
                    "workloadIdentityUser": workload, "tokenCreator": ["user:dev@example.com"]}},
                email("noaccess"): {"unique_id": "104857600123456789013", "long_lifetime": False, "bindings": {}},
                email("mid"): {"unique_id": "104857600123456789014", "long_lifetime": False, "bindings": {
                    "workloadIdentityUser": workload, "tokenCreator": [f"serviceAccount:{email('app')}"]}},
                email("target"): {"unique_id": "104857600123456789015", "long_lifetime": True, "bindings": {
                    "tokenCreator": [f"serviceAccount:{email('mid')}", f"serviceAccount:{email('app')}"]}},
            },
            "client": {"id": "764086051850-xcloudtest.apps.googleusercontent.com", "secret": "SECRETMARKER-client-secret"},
            "refresh_tokens": {
                "1//SECRETMARKER-refresh-token-of-dev": {"user": "dev@example.com", "state": "live"},
                "1//SECRETMARKER-refresh-token-revoked": {"user": "dev@example.com", "state": "revoked"},
                "1//SECRETMARKER-refresh-token-reauth": {"user": "dev@example.com", "state": "reauth"},
            },
            "metadata": {"on": True, "email": email("app"), "scopes": [SCOPE], "lifetime": 3599, "zone": "europe-west1-b",
                         "instance_name": "vm-1", "hostname": "vm-1.europe-west1-b.c.xcloud-test.internal", "identity": True},
            "buckets": {"xcloud-test": {"objects": {"hello.txt": "Hello, from GCS!"}, "readers": [
                f"serviceAccount:{email('app')}", f"serviceAccount:{email('target')}", "user:dev@example.com",
                f"principalSet:{pool}/attribute.aws_role/arn:aws:sts::{ACCOUNT}:assumed-role/*",
                f"principal:{pool}/subject/{SUB}", f"principal:{pool}/subject/arn:aws:iam::{ACCOUNT}:role/*"]}},
        },
        # A cluster: whose tokens its API server takes, which service accounts there are, and who may ask for whose tokens.
        "kubernetes": {"issuer": "eks", "audiences": ["https://kubernetes.default.svc"], "accounts": ["default/oidc-exp-service-account", "shop/cart"],
                       "grants": {SUB: ["default/oidc-exp-service-account", "default/ghost"],
                                  "system:serviceaccount:ops:deployer": ["default/oidc-exp-service-account", "shop/cart"]}},
        "azure": {"access_token": "SECRETMARKER-azure-system-access-token", "sub": "p://acme/shop/deploy"},
        "github": {"request_token": "SECRETMARKER-actions-id-token-request-token", "sub": "repo:acme/app:ref:refs/heads/main"},
    }
