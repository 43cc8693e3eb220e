# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_xcloud_global_optspecs
    string join \n profile= config= cache-dir= no-cache timeout= log-file= h/help V/version
end

function __fish_xcloud_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_xcloud_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_xcloud_using_subcommand
    set -l cmd (__fish_xcloud_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c xcloud -n "__fish_xcloud_needs_command" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_needs_command" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_needs_command" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_needs_command" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_needs_command" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_needs_command" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c xcloud -n "__fish_xcloud_needs_command" -s V -l version -d 'Print version'
complete -c xcloud -n "__fish_xcloud_needs_command" -f -a "aws-credential-process" -d 'AWS credentials as credential_process JSON, for every AWS SDK and CLI'
complete -c xcloud -n "__fish_xcloud_needs_command" -f -a "gcp-executable" -d 'A subject token as executable-sourced JSON, for every Google SDK that has it, and gcloud'
complete -c xcloud -n "__fish_xcloud_needs_command" -f -a "token" -d 'Credentials and tokens in a shell'
complete -c xcloud -n "__fish_xcloud_needs_command" -f -a "cache" -d 'What is kept, and getting rid of it'
complete -c xcloud -n "__fish_xcloud_needs_command" -f -a "completions" -d 'A completion script for a shell'
complete -c xcloud -n "__fish_xcloud_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l from -d 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l header -d 'A header of the request to url:URL; $NAME stands for a variable (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l token-field -d 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l service-account-name -d 'The Kubernetes service account of kubernetes:token-request [default: the pod\'s own; needed outside of a pod]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l namespace -d 'Its namespace [default: the pod\'s own; outside of a pod, the kubeconfig context\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l ca-bundle -d 'Trust the certificate authorities of this PEM bundle too' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l expect-identity -d 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l expect-account -d 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l role-arn -d 'The role to assume' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l role-session-name -d 'The name of the session in AWS\'s logs [default: made from the identity]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l duration-seconds -d 'How long the session lasts; also 15m, 1h, 12h; an hour where the role or a chain allows no more [default: 3600]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l audience -d 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l policy -d 'An inline session policy, or file:PATH; with --chain-role-arn it is the last session\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l policy-arn -d 'A managed session policy (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l chain-role-arn -d 'A role to assume after the first (repeatable, in order; one hour at most)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l region -d 'The region of AWS\'s STS [default: AWS_REGION; an AWS identity\'s own profile\'s or machine\'s; the role\'s partition\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l sts-endpoint-url -d 'Ask this STS instead of the region\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l use-fips-endpoint -d 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l use-dualstack-endpoint -d 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l external-id -d 'External id of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l source-identity -d 'Source identity of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l tag -d 'Session tag of AssumeRole calls (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l transitive-tag -d 'A key of --tag that the roles chained after it keep (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l service-account -d 'The service account to impersonate [default: none, direct access]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l delegate -d 'A service account in between (repeatable, in order)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l universe-domain -d 'The Google universe [default: googleapis.com]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l token-url -d 'Ask this token exchange instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l impersonation-url -d 'Impersonate at this service instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l oauth-token-url -d 'Send logins and signed assertions to this OAuth endpoint instead of the file\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand aws-credential-process" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l from -d 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l header -d 'A header of the request to url:URL; $NAME stands for a variable (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l token-field -d 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l service-account-name -d 'The Kubernetes service account of kubernetes:token-request [default: the pod\'s own; needed outside of a pod]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l namespace -d 'Its namespace [default: the pod\'s own; outside of a pod, the kubeconfig context\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l ca-bundle -d 'Trust the certificate authorities of this PEM bundle too' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l expect-identity -d 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l expect-account -d 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l provider -d 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l audience -d 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l lifetime-seconds -d 'How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l subject-token-type -d 'How an AWS identity proves itself: jwt (AWS\'s outbound JWT) or aws4_request (signed GetCallerIdentity)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l assume-role-arn -d 'Assume this AWS role before going to Google' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l role-session-name -d 'The name of the session in AWS\'s logs [default: made from the identity]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l region -d 'The region of AWS\'s STS [default: AWS_REGION; an AWS identity\'s own profile\'s or machine\'s; the role\'s partition\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l sts-endpoint-url -d 'Ask this STS instead of the region\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l use-fips-endpoint -d 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l use-dualstack-endpoint -d 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l external-id -d 'External id of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l source-identity -d 'Source identity of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l tag -d 'Session tag of AssumeRole calls (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l transitive-tag -d 'A key of --tag that the roles chained after it keep (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l service-account -d 'The service account to impersonate [default: none, direct access]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l delegate -d 'A service account in between (repeatable, in order)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l universe-domain -d 'The Google universe [default: googleapis.com]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l token-url -d 'Ask this token exchange instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l impersonation-url -d 'Impersonate at this service instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l oauth-token-url -d 'Send logins and signed assertions to this OAuth endpoint instead of the file\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand gcp-executable" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -f -a "aws" -d 'AWS credentials'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -f -a "gcp" -d 'A Google access token'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -f -a "id" -d 'A Google ID token for an audience'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -f -a "subject" -d 'The bare subject token, for an exchange that somebody else makes'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and not __fish_seen_subcommand_from aws gcp id subject help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l from -d 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l header -d 'A header of the request to url:URL; $NAME stands for a variable (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l token-field -d 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l service-account-name -d 'The Kubernetes service account of kubernetes:token-request [default: the pod\'s own; needed outside of a pod]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l namespace -d 'Its namespace [default: the pod\'s own; outside of a pod, the kubeconfig context\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l ca-bundle -d 'Trust the certificate authorities of this PEM bundle too' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l expect-identity -d 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l expect-account -d 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l role-arn -d 'The role to assume' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l role-session-name -d 'The name of the session in AWS\'s logs [default: made from the identity]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l duration-seconds -d 'How long the session lasts; also 15m, 1h, 12h; an hour where the role or a chain allows no more [default: 3600]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l audience -d 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l policy -d 'An inline session policy, or file:PATH; with --chain-role-arn it is the last session\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l policy-arn -d 'A managed session policy (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l chain-role-arn -d 'A role to assume after the first (repeatable, in order; one hour at most)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l region -d 'The region of AWS\'s STS [default: AWS_REGION; an AWS identity\'s own profile\'s or machine\'s; the role\'s partition\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l sts-endpoint-url -d 'Ask this STS instead of the region\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l use-fips-endpoint -d 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l use-dualstack-endpoint -d 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l external-id -d 'External id of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l source-identity -d 'Source identity of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l tag -d 'Session tag of AssumeRole calls (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l transitive-tag -d 'A key of --tag that the roles chained after it keep (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l service-account -d 'The service account to impersonate [default: none, direct access]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l delegate -d 'A service account in between (repeatable, in order)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l universe-domain -d 'The Google universe [default: googleapis.com]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l token-url -d 'Ask this token exchange instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l impersonation-url -d 'Impersonate at this service instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l oauth-token-url -d 'Send logins and signed assertions to this OAuth endpoint instead of the file\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l format -d 'How to print it [default: process]' -r -f -a "process\t''
env\t''
env-no-export\t''
fish\t''
powershell\t''
windows-cmd\t''
dotenv\t''
json\t''"
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l output-file -d 'Write it to this file, whole and for its owner only, and print nothing' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from aws" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l from -d 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l header -d 'A header of the request to url:URL; $NAME stands for a variable (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l token-field -d 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l service-account-name -d 'The Kubernetes service account of kubernetes:token-request [default: the pod\'s own; needed outside of a pod]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l namespace -d 'Its namespace [default: the pod\'s own; outside of a pod, the kubeconfig context\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l ca-bundle -d 'Trust the certificate authorities of this PEM bundle too' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l expect-identity -d 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l expect-account -d 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l provider -d 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l subject-token-type -d 'How an AWS identity proves itself: jwt (AWS\'s outbound JWT) or aws4_request (signed GetCallerIdentity)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l assume-role-arn -d 'Assume this AWS role before going to Google' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l role-session-name -d 'The name of the session in AWS\'s logs [default: made from the identity]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l scope -d 'An OAuth scope (repeatable) [default: https://www.googleapis.com/auth/cloud-platform]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l region -d 'The region of AWS\'s STS [default: AWS_REGION; an AWS identity\'s own profile\'s or machine\'s; the role\'s partition\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l sts-endpoint-url -d 'Ask this STS instead of the region\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l use-fips-endpoint -d 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l use-dualstack-endpoint -d 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l external-id -d 'External id of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l source-identity -d 'Source identity of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l tag -d 'Session tag of AssumeRole calls (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l transitive-tag -d 'A key of --tag that the roles chained after it keep (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l service-account -d 'The service account to impersonate [default: none, direct access]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l delegate -d 'A service account in between (repeatable, in order)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l universe-domain -d 'The Google universe [default: googleapis.com]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l token-url -d 'Ask this token exchange instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l impersonation-url -d 'Impersonate at this service instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l oauth-token-url -d 'Send logins and signed assertions to this OAuth endpoint instead of the file\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l lifetime-seconds -d 'How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l quota-project -d 'The project that API calls are charged to, shown beside the token [default: GOOGLE_CLOUD_QUOTA_PROJECT, the credentials file\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l access-boundary -d 'Narrow the token with the Credential Access Boundary in this JSON file' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l format -d 'How to print it [default: token]' -r -f -a "token\t''
raw\t''
header\t''
json\t''"
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l output-file -d 'Write it to this file, whole and for its owner only, and print nothing' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from gcp" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l from -d 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l header -d 'A header of the request to url:URL; $NAME stands for a variable (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l token-field -d 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l service-account-name -d 'The Kubernetes service account of kubernetes:token-request [default: the pod\'s own; needed outside of a pod]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l namespace -d 'Its namespace [default: the pod\'s own; outside of a pod, the kubeconfig context\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l ca-bundle -d 'Trust the certificate authorities of this PEM bundle too' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l expect-identity -d 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l expect-account -d 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l provider -d 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l subject-token-type -d 'How an AWS identity proves itself: jwt (AWS\'s outbound JWT) or aws4_request (signed GetCallerIdentity)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l assume-role-arn -d 'Assume this AWS role before going to Google' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l role-session-name -d 'The name of the session in AWS\'s logs [default: made from the identity]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l scope -d 'An OAuth scope (repeatable) [default: https://www.googleapis.com/auth/cloud-platform]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l region -d 'The region of AWS\'s STS [default: AWS_REGION; an AWS identity\'s own profile\'s or machine\'s; the role\'s partition\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l sts-endpoint-url -d 'Ask this STS instead of the region\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l use-fips-endpoint -d 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l use-dualstack-endpoint -d 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l external-id -d 'External id of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l source-identity -d 'Source identity of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l tag -d 'Session tag of AssumeRole calls (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l transitive-tag -d 'A key of --tag that the roles chained after it keep (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l service-account -d 'The service account to impersonate [default: none, direct access]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l delegate -d 'A service account in between (repeatable, in order)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l universe-domain -d 'The Google universe [default: googleapis.com]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l token-url -d 'Ask this token exchange instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l impersonation-url -d 'Impersonate at this service instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l oauth-token-url -d 'Send logins and signed assertions to this OAuth endpoint instead of the file\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l audience -d 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l format -d 'How to print it [default: token]' -r -f -a "token\t''
raw\t''
header\t''
json\t''"
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l output-file -d 'Write it to this file, whole and for its owner only, and print nothing' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from id" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l from -d 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l header -d 'A header of the request to url:URL; $NAME stands for a variable (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l token-field -d 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l service-account-name -d 'The Kubernetes service account of kubernetes:token-request [default: the pod\'s own; needed outside of a pod]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l namespace -d 'Its namespace [default: the pod\'s own; outside of a pod, the kubeconfig context\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l ca-bundle -d 'Trust the certificate authorities of this PEM bundle too' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l expect-identity -d 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l expect-account -d 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l provider -d 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l audience -d 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l lifetime-seconds -d 'How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l subject-token-type -d 'How an AWS identity proves itself: jwt (AWS\'s outbound JWT) or aws4_request (signed GetCallerIdentity)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l assume-role-arn -d 'Assume this AWS role before going to Google' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l role-session-name -d 'The name of the session in AWS\'s logs [default: made from the identity]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l region -d 'The region of AWS\'s STS [default: AWS_REGION; an AWS identity\'s own profile\'s or machine\'s; the role\'s partition\'s]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l sts-endpoint-url -d 'Ask this STS instead of the region\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l use-fips-endpoint -d 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l use-dualstack-endpoint -d 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l external-id -d 'External id of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l source-identity -d 'Source identity of AssumeRole calls' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l tag -d 'Session tag of AssumeRole calls (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l transitive-tag -d 'A key of --tag that the roles chained after it keep (repeatable)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l service-account -d 'The service account to impersonate [default: none, direct access]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l delegate -d 'A service account in between (repeatable, in order)' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l universe-domain -d 'The Google universe [default: googleapis.com]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l token-url -d 'Ask this token exchange instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l impersonation-url -d 'Impersonate at this service instead of the universe\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l oauth-token-url -d 'Send logins and signed assertions to this OAuth endpoint instead of the file\'s' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l format -d 'How to print it [default: token]' -r -f -a "token\t''
raw\t''
header\t''
json\t''"
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l output-file -d 'Write it to this file, whole and for its owner only, and print nothing' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from subject" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "aws" -d 'AWS credentials'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "gcp" -d 'A Google access token'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "id" -d 'A Google ID token for an audience'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "subject" -d 'The bare subject token, for an exchange that somebody else makes'
complete -c xcloud -n "__fish_xcloud_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -f -a "list" -d 'The entries: target, identity, expiry, state; never the secrets'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -f -a "clear" -d 'Remove the entries'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -f -a "path" -d 'Where the entries are'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and not __fish_seen_subcommand_from list clear path help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from list" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from list" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from list" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from list" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from list" -l json -d 'Print a JSON array'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from list" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from clear" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from clear" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from clear" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from clear" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from clear" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from clear" -l expired -d 'Remove only what answers nothing any more'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from clear" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from path" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from path" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from path" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from path" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from path" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from path" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from help" -f -a "list" -d 'The entries: target, identity, expiry, state; never the secrets'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from help" -f -a "clear" -d 'Remove the entries'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from help" -f -a "path" -d 'Where the entries are'
complete -c xcloud -n "__fish_xcloud_using_subcommand cache; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c xcloud -n "__fish_xcloud_using_subcommand completions" -l profile -d 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand completions" -l config -d 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user\'s config folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand completions" -l cache-dir -d 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user\'s cache folder]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand completions" -l timeout -d 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand completions" -l log-file -d 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]' -r
complete -c xcloud -n "__fish_xcloud_using_subcommand completions" -l no-cache -d 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
complete -c xcloud -n "__fish_xcloud_using_subcommand completions" -s h -l help -d 'Print help'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and not __fish_seen_subcommand_from aws-credential-process gcp-executable token cache completions help" -f -a "aws-credential-process" -d 'AWS credentials as credential_process JSON, for every AWS SDK and CLI'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and not __fish_seen_subcommand_from aws-credential-process gcp-executable token cache completions help" -f -a "gcp-executable" -d 'A subject token as executable-sourced JSON, for every Google SDK that has it, and gcloud'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and not __fish_seen_subcommand_from aws-credential-process gcp-executable token cache completions help" -f -a "token" -d 'Credentials and tokens in a shell'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and not __fish_seen_subcommand_from aws-credential-process gcp-executable token cache completions help" -f -a "cache" -d 'What is kept, and getting rid of it'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and not __fish_seen_subcommand_from aws-credential-process gcp-executable token cache completions help" -f -a "completions" -d 'A completion script for a shell'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and not __fish_seen_subcommand_from aws-credential-process gcp-executable token cache completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "aws" -d 'AWS credentials'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "gcp" -d 'A Google access token'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "id" -d 'A Google ID token for an audience'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "subject" -d 'The bare subject token, for an exchange that somebody else makes'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and __fish_seen_subcommand_from cache" -f -a "list" -d 'The entries: target, identity, expiry, state; never the secrets'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and __fish_seen_subcommand_from cache" -f -a "clear" -d 'Remove the entries'
complete -c xcloud -n "__fish_xcloud_using_subcommand help; and __fish_seen_subcommand_from cache" -f -a "path" -d 'Where the entries are'
