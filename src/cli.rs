//! What may be typed: commands, flags and their help text. No input or output and no domain
//! logic; completions and man pages are made from this definition.

mod flags;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, value_parser};
use clap_complete::Shell;

pub use flags::{FLAGS, Flag, is_key};

use crate::protocol::aws_formats::AwsFormat;
use crate::protocol::token_formats::TokenFormat;

const AFTER: &str = "Every flag that takes a value can also be set by a variable (--role-arn is XCLOUD_ROLE_ARN; lists are \
separated by commas) or in a profile of the config file (role_arn). A flag wins over its variable, \
the variable over the profile, the profile over the platform's own variables such as AWS_ROLE_ARN.

Exit status: 0 ok, 1 unexpected, 2 usage, 3 configuration, 4 no identity here or login needed, \
5 identity refused, 6 permission, 7 network or service, 124 deadline, 130 interrupt.";

/// A command and what makes it.
type Named = (&'static str, fn() -> Command);

/// The commands, by name.
const COMMANDS: [Named; 5] = [
    ("aws-credential-process", aws_credential_process),
    ("gcp-executable", gcp_executable),
    ("token", token),
    ("cache", cache),
    ("completions", completions),
];

/// The whole command line.
pub fn command() -> Command {
    COMMANDS.iter().fold(root(), |root, (_, make)| root.subcommand(make()))
}

/// One of the two commands that programs call, on its own: an SDK that calls us a thousand times
/// pays for no other. Its arguments are those behind the name.
pub fn machine_command(name: &str) -> Option<Command> {
    let (_, make) = COMMANDS.iter().take(2).find(|(known, _)| *known == name)?;
    Some(make().bin_name(format!("xcloud {name}")).version(env!("CARGO_PKG_VERSION")).max_term_width(100).args(global()))
}

fn root() -> Command {
    Command::new("xcloud")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Keyless credentials between AWS, Google Cloud and Kubernetes")
        .long_about(
            "xcloud takes the identity that is here (an AWS role, a Google service account, a Kubernetes service account, \
             a token), exchanges it for short-lived credentials of the other cloud, caches the result, and prints it in the \
             protocol that the caller already understands.",
        )
        .after_long_help(AFTER)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .max_term_width(100)
        .args(global())
}

fn global() -> Vec<Arg> {
    let text = |id: &'static str, long: &'static str, value: &'static str, help: &'static str| {
        Arg::new(id).long(long).value_name(value).help(help).global(true).action(ArgAction::Set).help_heading("Global options")
    };
    vec![
        text(
            "profile",
            "profile",
            "NAME",
            "Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]",
        ),
        text(
            "config",
            "config",
            "FILE",
            "Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user's config folder]",
        ),
        text(
            "cache_dir",
            "cache-dir",
            "DIR",
            "Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user's cache folder]",
        ),
        Arg::new("no_cache")
            .long("no-cache")
            .help("Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]")
            .global(true)
            .action(ArgAction::SetTrue)
            .help_heading("Global options"),
        text("timeout", "timeout", "SECONDS", "Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]"),
        text("log_file", "log-file", "FILE", "Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]"),
    ]
}

const SOURCE: [&str; 8] =
    ["from", "header", "token_field", "service_account_name", "namespace", "ca_bundle", "expect_identity", "expect_account"];
const AWS_TARGET: [&str; 7] = ["role_arn", "role_session_name", "duration_seconds", "audience", "policy", "policy_arn", "chain_role_arn"];
const AWS_SIDE: [&str; 8] = [
    "region",
    "sts_endpoint_url",
    "use_fips_endpoint",
    "use_dualstack_endpoint",
    "external_id",
    "source_identity",
    "tag",
    "transitive_tag",
];
const IMPERSONATE: [&str; 6] = ["service_account", "delegate", "universe_domain", "token_url", "impersonation_url", "oauth_token_url"];
const GOOGLE: [&str; 5] = ["provider", "subject_token_type", "assume_role_arn", "role_session_name", "scope"];
const SUBJECT: [&str; 6] = ["provider", "audience", "lifetime_seconds", "subject_token_type", "assume_role_arn", "role_session_name"];

fn args(lists: &[&[&'static str]]) -> Vec<Arg> {
    lists.iter().flat_map(|list| list.iter()).map(|id| flags::arg(id)).collect()
}

// The arguments are deferred until clap knows which command was typed: building all of them
// costs more than everything else of a cache hit.

fn aws_args(command: Command) -> Command {
    command.args(args(&[&SOURCE, &AWS_TARGET, &AWS_SIDE, &IMPERSONATE]))
}

fn google_args(command: Command) -> Command {
    command.args(args(&[&SOURCE, &GOOGLE, &AWS_SIDE, &IMPERSONATE]))
}

fn subject_args(command: Command) -> Command {
    command.args(args(&[&SOURCE, &SUBJECT, &AWS_SIDE, &IMPERSONATE]))
}

fn output(command: Command, formats: impl Iterator<Item = &'static str>, default: &'static str) -> Command {
    let format = flags::arg("format").value_parser(PossibleValuesParser::new(formats.collect::<Vec<_>>()));
    command.arg(format.help(format!("How to print it [default: {default}]"))).arg(flags::arg("output_file"))
}

fn token_output(command: Command) -> Command {
    output(command, TokenFormat::ALL.iter().map(|(name, _)| *name), "token")
}

fn aws_credential_process() -> Command {
    Command::new("aws-credential-process")
        .about("AWS credentials as credential_process JSON, for every AWS SDK and CLI")
        .after_help(
            "Example, in ~/.aws/config:\n  [default]\n  credential_process = /usr/local/bin/xcloud aws-credential-process --role-arn arn:aws:iam::123456789012:role/app\n\n\
             On failure standard output is empty and the reason is on standard error, where every SDK looks for it.",
        )
        .defer(aws_args)
}

fn gcp_executable() -> Command {
    Command::new("gcp-executable")
        .about("A subject token as executable-sourced JSON, for every Google SDK that has it, and gcloud")
        .after_help(
            "Example, as credential_source of an external_account file:\n  \"executable\": {\"command\": \"/usr/local/bin/xcloud gcp-executable --from aws --provider projects/123/locations/global/workloadIdentityPools/pool/providers/aws-jwt\"}\n\n\
             The caller must set GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1. A failure is JSON too (success: false), exit status 0, and standard error stays empty.",
        )
        .defer(subject_args)
}

fn token() -> Command {
    Command::new("token")
        .about("Credentials and tokens in a shell")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("aws")
                .about("AWS credentials")
                .after_help("Example:\n  eval \"$(xcloud token aws --role-arn arn:aws:iam::123456789012:role/app --format env)\"")
                .defer(|command| output(aws_args(command), AwsFormat::ALL.iter().map(|(name, _)| *name), "process")),
        )
        .subcommand(
            Command::new("gcp")
                .about("A Google access token")
                .after_help(
                    "Example:\n  xcloud token gcp --provider projects/123/locations/global/workloadIdentityPools/pool/providers/aws \\\n    --service-account app@my-project.iam.gserviceaccount.com --format header |\n    curl -H @- https://storage.googleapis.com/storage/v1/b/my-bucket/o",
                )
                .defer(|command| token_output(google_args(command).args(args(&[&["lifetime_seconds", "quota_project", "access_boundary"]])))),
        )
        .subcommand(
            Command::new("id")
                .about("A Google ID token for an audience")
                .after_help("Example:\n  xcloud token id --audience https://my-service-abc.a.run.app")
                .defer(|command| token_output(google_args(command).arg(flags::arg("audience")))),
        )
        .subcommand(
            Command::new("subject")
                .about("The bare subject token, for an exchange that somebody else makes")
                .after_help("Example:\n  xcloud token subject --from aws --audience https://my-issuer-checks.example")
                .defer(|command| token_output(subject_args(command))),
        )
}

fn cache() -> Command {
    Command::new("cache")
        .about("What is kept, and getting rid of it")
        .after_help("Example:\n  xcloud cache list\n  xcloud cache clear")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("list")
                .about("The entries: target, identity, expiry, state; never the secrets")
                .after_help("Example:\n  xcloud cache list --json")
                .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print a JSON array")),
        )
        .subcommand(
            Command::new("clear")
                .about("Remove the entries")
                .after_help("Example:\n  xcloud cache clear --expired")
                .arg(Arg::new("expired").long("expired").action(ArgAction::SetTrue).help("Remove only what answers nothing any more")),
        )
        .subcommand(Command::new("path").about("Where the entries are").after_help("Example:\n  ls \"$(xcloud cache path)\""))
}

fn completions() -> Command {
    Command::new("completions")
        .about("A completion script for a shell")
        .after_help("Example:\n  xcloud completions bash > /etc/bash_completion.d/xcloud")
        .arg(Arg::new("shell").required(true).value_name("SHELL").value_parser(value_parser!(Shell)).help("The shell"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn a_machine_command_alone_takes_what_it_takes_in_the_whole() {
        let ids = |command: &Command| -> Vec<String> {
            let mut ids: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
            ids.sort();
            ids
        };
        let mut whole = command();
        whole.build();
        for (name, _) in COMMANDS {
            match machine_command(name) {
                Some(mut alone) => {
                    alone.build();
                    let mut expected = ids(whole.find_subcommand(name).unwrap());
                    let mut got = ids(&alone);
                    for list in [&mut expected, &mut got] {
                        list.retain(|id| id != "version");
                    }
                    assert_eq!(got, expected, "{name}");
                }
                None => assert!(!["aws-credential-process", "gcp-executable"].contains(&name)),
            }
        }
    }

    #[test]
    fn every_command_has_an_example() {
        fn check(command: &Command) {
            for sub in command.get_subcommands() {
                if sub.has_subcommands() {
                    check(sub);
                } else {
                    let help = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
                    assert!(help.contains("Example"), "{}", sub.get_name());
                }
            }
        }
        check(&command());
    }

    #[test]
    fn every_flag_of_the_table_is_used() {
        let mut used: Vec<String> = Vec::new();
        let mut command = command();
        command.build();
        fn collect(command: &Command, used: &mut Vec<String>) {
            used.extend(command.get_arguments().map(|arg| arg.get_id().to_string()));
            command.get_subcommands().for_each(|sub| collect(sub, used));
        }
        collect(&command, &mut used);
        for flag in FLAGS {
            assert!(used.iter().any(|id| id == flag.id), "{}", flag.id);
        }
    }
}
