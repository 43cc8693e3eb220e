//! The flags that shape an answer. One table makes the arguments, the `XCLOUD_*` variables and
//! the keys of the config file, so that the three never differ.

use clap::{Arg, ArgAction};

/// One flag.
#[derive(Debug)]
pub struct Flag {
    /// Its key in the config file; `--role-arn` is `role_arn` and `XCLOUD_ROLE_ARN`.
    pub id: &'static str,
    value: &'static str,
    /// Whether it can be repeated.
    pub many: bool,
    heading: &'static str,
    help: &'static str,
}

const fn one(id: &'static str, value: &'static str, heading: &'static str, help: &'static str) -> Flag {
    Flag { id, value, many: false, heading, help }
}

const fn many(id: &'static str, value: &'static str, heading: &'static str, help: &'static str) -> Flag {
    Flag { id, value, many: true, heading, help }
}

/// An answer to yes or no: the flag alone is yes, and `=false` contradicts a variable or profile.
const fn switch(id: &'static str, heading: &'static str, help: &'static str) -> Flag {
    one(id, SWITCH, heading, help)
}

const SWITCH: &str = "true|false";
const SOURCE: &str = "Identity";
const AWS: &str = "AWS";
const GOOGLE: &str = "Google";
const OUTPUT: &str = "Output";

/// The table.
pub const FLAGS: [Flag; 38] = [
    one(
        "from",
        "SOURCE",
        SOURCE,
        "Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, \
         ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, \
         google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, \
         file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]",
    ),
    many("header", "NAME: VALUE", SOURCE, "A header of the request to url:URL; $NAME stands for a variable (repeatable)"),
    one("token_field", "NAME", SOURCE, "The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists"),
    one(
        "service_account_name",
        "NAME",
        SOURCE,
        "The Kubernetes service account of kubernetes:token-request [default: the pod's own; needed outside of a pod]",
    ),
    one("namespace", "NAME", SOURCE, "Its namespace [default: the pod's own; outside of a pod, the kubeconfig context's]"),
    one("ca_bundle", "FILE", SOURCE, "Trust the certificate authorities of this PEM bundle too"),
    one(
        "expect_identity",
        "PATTERN",
        SOURCE,
        "Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard",
    ),
    one(
        "expect_account",
        "ACCOUNT",
        SOURCE,
        "Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)",
    ),
    one("role_arn", "ARN", AWS, "The role to assume"),
    one("role_session_name", "NAME", AWS, "The name of the session in AWS's logs [default: made from the identity]"),
    one(
        "duration_seconds",
        "SECONDS",
        AWS,
        "How long the session lasts; also 15m, 1h, 12h; an hour where the role or a chain allows no more [default: 3600]",
    ),
    one("audience", "AUDIENCE", AWS, "The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for"),
    one("policy", "JSON", AWS, "An inline session policy, or file:PATH; with --chain-role-arn it is the last session's"),
    many("policy_arn", "ARN", AWS, "A managed session policy (repeatable)"),
    many("chain_role_arn", "ARN", AWS, "A role to assume after the first (repeatable, in order; one hour at most)"),
    one(
        "region",
        "REGION",
        AWS,
        "The region of AWS's STS [default: AWS_REGION; an AWS identity's own profile's or machine's; the role's partition's]",
    ),
    one("sts_endpoint_url", "URL", AWS, "Ask this STS instead of the region's"),
    one("external_id", "ID", AWS, "External id of AssumeRole calls"),
    one("source_identity", "NAME", AWS, "Source identity of AssumeRole calls"),
    many("tag", "KEY=VALUE", AWS, "Session tag of AssumeRole calls (repeatable)"),
    many("transitive_tag", "KEY", AWS, "A key of --tag that the roles chained after it keep (repeatable)"),
    switch("use_fips_endpoint", AWS, "Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]"),
    switch("use_dualstack_endpoint", AWS, "Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]"),
    one("assume_role_arn", "ARN", AWS, "Assume this AWS role before going to Google"),
    one(
        "provider",
        "NAME",
        GOOGLE,
        "The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it",
    ),
    one("service_account", "EMAIL", GOOGLE, "The service account to impersonate [default: none, direct access]"),
    many("delegate", "EMAIL", GOOGLE, "A service account in between (repeatable, in order)"),
    many("scope", "SCOPE", GOOGLE, "An OAuth scope (repeatable) [default: https://www.googleapis.com/auth/cloud-platform]"),
    one("lifetime_seconds", "SECONDS", GOOGLE, "How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]"),
    one(
        "subject_token_type",
        "TYPE",
        GOOGLE,
        "How an AWS identity proves itself: jwt (AWS's outbound JWT) or aws4_request (signed GetCallerIdentity)",
    ),
    one("universe_domain", "DOMAIN", GOOGLE, "The Google universe [default: googleapis.com]"),
    one("token_url", "URL", GOOGLE, "Ask this token exchange instead of the universe's"),
    one("impersonation_url", "URL", GOOGLE, "Impersonate at this service instead of the universe's"),
    one("oauth_token_url", "URL", GOOGLE, "Send logins and signed assertions to this OAuth endpoint instead of the file's"),
    one(
        "quota_project",
        "PROJECT",
        GOOGLE,
        "The project that API calls are charged to, shown beside the token [default: GOOGLE_CLOUD_QUOTA_PROJECT, the credentials file's]",
    ),
    one("access_boundary", "FILE", GOOGLE, "Narrow the token with the Credential Access Boundary in this JSON file"),
    one("format", "FORMAT", OUTPUT, "How to print it"),
    one("output_file", "FILE", OUTPUT, "Write it to this file, whole and for its owner only, and print nothing"),
];

/// Whether `key` may stand in a profile.
pub fn is_key(key: &str) -> bool {
    FLAGS.iter().any(|flag| flag.id == key)
}

/// The argument for the flag `id` of the table.
pub fn arg(id: &'static str) -> Arg {
    let flag = FLAGS.iter().find(|flag| flag.id == id).expect("the lists in cli.rs name flags of the table");
    let arg = Arg::new(id).long(id.replace('_', "-")).value_name(flag.value).help(flag.help).help_heading(flag.heading);
    match (flag.many, flag.value) {
        (true, _) => arg.action(ArgAction::Append),
        (false, SWITCH) => arg.action(ArgAction::Set).num_args(0..=1).require_equals(true).default_missing_value("true"),
        (false, _) => arg.action(ArgAction::Set),
    }
}
