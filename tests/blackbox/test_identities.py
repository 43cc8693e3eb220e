"""Two identities on one home never see each other's answers, wherever the identity comes from."""

import json

import pytest

SUBJECTS = ("system:serviceaccount:default:oidc-exp-service-account", "system:serviceaccount:default:other")


@pytest.fixture
def tokens(cloud):
    """A JWT of each subject, for the provider `eks`."""
    audience = "https:" + cloud.facts["providers"]["eks"]
    return [cloud.mint("eks", claims={"sub": subject, "aud": audience}) for subject in SUBJECTS]


def identity(done):
    assert done.exit == 0, done.stderr
    return done.json()["identity"]


def to_google(cloud, *more):
    return ["token", "gcp", "--provider", cloud.facts["providers"]["eks"], "--format", "json", *more]


def both(answers):
    """Each answer is about its own subject, in turn and back again."""
    for answer, subject in zip(answers, SUBJECTS):
        assert answer.endswith(subject)


def test_standard_input(run, cloud, tokens):
    both(identity(run(*to_google(cloud, "--from", "stdin"), env=cloud.env_google(), stdin=token.encode())) for token in tokens)
    done = run(*to_google(cloud, "--from", "stdin"), env=cloud.env_google(), stdin=b"not-a-token")
    assert done.exit == 7, "what is no token gets no answer, cached or not"


def test_a_command(run, cloud, tokens, home):
    answers = []
    for token in tokens:
        (home / "token").write_text(token)
        answers.append(identity(run(*to_google(cloud, "--from", f"exec:cat {home}/token"), env=cloud.env_google())))
    both(answers)


def test_a_command_is_asked_but_the_exchange_is_kept(run, cloud, tokens, home):
    (home / "token").write_text(tokens[0])
    for _ in range(2):
        run(*to_google(cloud, "--from", f"exec:cat {home}/token"), env=cloud.env_google())
    assert cloud.count("google-sts", "token") == 1


def test_a_file(run, cloud, tokens, home):
    answers = []
    for token in tokens:
        (home / "token").write_text(token + "\n")
        answers.append(identity(run(*to_google(cloud, "--from", f"file:{home}/token"), env=cloud.env_google())))
    both(answers)


def external(cloud, source, provider, kind):
    return json.dumps({
        "type": "external_account", "audience": provider, "subject_token_type": kind,
        "token_url": cloud.urls["google-sts"] + "/v1/token", "credential_source": source,
    })


def test_the_file_of_an_external_account(run, cloud, tokens, home):
    kind = "urn:ietf:params:oauth:token-type:jwt"
    (home / "adc.json").write_text(external(cloud, {"file": str(home / "token")}, cloud.facts["providers"]["eks"], kind))
    env = {**cloud.env_google(), "GOOGLE_APPLICATION_CREDENTIALS": home / "adc.json"}
    answers = []
    for token in tokens:
        (home / "token").write_text(token)
        answers.append(identity(run("token", "gcp", "--from", "google:adc", "--format", "json", env=env)))
    both(answers)


def test_the_aws_keys_of_an_external_account(run, cloud, home):
    kind = "urn:ietf:params:aws:token-type:aws4_request"
    source = {"environment_id": "aws1", "regional_cred_verification_url": "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"}
    (home / "adc.json").write_text(external(cloud, source, cloud.facts["providers"]["aws"], kind))
    seen = set()
    for name in ("session", "user"):
        env = {**cloud.env_google(), **cloud.env_keys(name), "GOOGLE_APPLICATION_CREDENTIALS": home / "adc.json"}
        seen.add(identity(run("token", "gcp", "--from", "google:adc", "--format", "json", env=env)))
    assert len(seen) == 2


def test_the_token_file_of_an_aws_profile(run, cloud, home):
    good, stranger = (cloud.mint("eks", claims={"sub": subject, "aud": "sts.amazonaws.com"}) for subject in SUBJECTS)
    config = home / "config"
    config.write_text(f"[default]\nrole_arn = {cloud.facts['roles']['from-eks']}\nweb_identity_token_file = {home}/token\n")
    env = {**cloud.env_aws(), "AWS_CONFIG_FILE": config}
    command = ["token", "aws", "--from", "aws:profile"]
    (home / "token").write_text(good)
    assert run(*command, env=env).exit == 0
    (home / "token").write_text(stranger)
    assert run(*command, env=env).exit == 5, "a subject that the role does not trust gets none of the keys of the one it does"


def test_the_environment_of_an_aws_profile(run, cloud, home):
    config = home / "config"
    config.write_text(f"[default]\nrole_arn = {cloud.facts['roles']['hop']}\ncredential_source = Environment\n")
    command = ["token", "aws", "--from", "aws:profile"]
    for name in ("session", "user"):
        run(*command, env={**cloud.env_aws(), **cloud.env_keys(name), "AWS_CONFIG_FILE": config})
    assert cloud.count("aws-sts", "AssumeRole") == 2, "each key pair asks for itself"


def test_a_token_for_google_beside_irsa(run, cloud, tokens, home):
    """On EKS with both mounted, the one that is for the provider is used; the one for AWS stays AWS's."""
    (home / "irsa").write_text(cloud.mint("eks", claims={"sub": SUBJECTS[0], "aud": "sts.amazonaws.com"}))
    (home / "google").write_text(tokens[1])
    env = {**cloud.env_google(), **cloud.env_aws(), "AWS_WEB_IDENTITY_TOKEN_FILE": home / "irsa", "AWS_ROLE_ARN": cloud.facts["roles"]["from-eks"]}
    answer = identity(run(*to_google(cloud, "--from", f"kubernetes:file={home}/google"), env=env))
    assert answer.endswith(SUBJECTS[1]) and cloud.count("aws-sts") == 0
