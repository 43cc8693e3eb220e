
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'xcloud' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'xcloud'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'xcloud' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('aws-credential-process', 'aws-credential-process', [CompletionResultType]::ParameterValue, 'AWS credentials as credential_process JSON, for every AWS SDK and CLI')
            [CompletionResult]::new('gcp-executable', 'gcp-executable', [CompletionResultType]::ParameterValue, 'A subject token as executable-sourced JSON, for every Google SDK that has it, and gcloud')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Credentials and tokens in a shell')
            [CompletionResult]::new('cache', 'cache', [CompletionResultType]::ParameterValue, 'What is kept, and getting rid of it')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'A completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'xcloud;aws-credential-process' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request to url:URL; $NAME stands for a variable (repeatable)')
            [CompletionResult]::new('--token-field', '--token-field', [CompletionResultType]::ParameterName, 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists')
            [CompletionResult]::new('--service-account-name', '--service-account-name', [CompletionResultType]::ParameterName, 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'Trust the certificate authorities of this PEM bundle too')
            [CompletionResult]::new('--expect-identity', '--expect-identity', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard')
            [CompletionResult]::new('--expect-account', '--expect-account', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)')
            [CompletionResult]::new('--role-arn', '--role-arn', [CompletionResultType]::ParameterName, 'The role to assume')
            [CompletionResult]::new('--role-session-name', '--role-session-name', [CompletionResultType]::ParameterName, 'The name of the session in AWS''s logs [default: made from the identity]')
            [CompletionResult]::new('--duration-seconds', '--duration-seconds', [CompletionResultType]::ParameterName, 'How long the session lasts; also 15m, 1h, 12h; an hour where the role or a chain allows no more [default: 3600]')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'An inline session policy, or file:PATH; with --chain-role-arn it is the last session''s')
            [CompletionResult]::new('--policy-arn', '--policy-arn', [CompletionResultType]::ParameterName, 'A managed session policy (repeatable)')
            [CompletionResult]::new('--chain-role-arn', '--chain-role-arn', [CompletionResultType]::ParameterName, 'A role to assume after the first (repeatable, in order; one hour at most)')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]')
            [CompletionResult]::new('--sts-endpoint-url', '--sts-endpoint-url', [CompletionResultType]::ParameterName, 'Ask this STS instead of the region''s')
            [CompletionResult]::new('--use-fips-endpoint', '--use-fips-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]')
            [CompletionResult]::new('--use-dualstack-endpoint', '--use-dualstack-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'External id of AssumeRole calls')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'Source identity of AssumeRole calls')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Session tag of AssumeRole calls (repeatable)')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'A key of --tag that the roles chained after it keep (repeatable)')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'The service account to impersonate [default: none, direct access]')
            [CompletionResult]::new('--delegate', '--delegate', [CompletionResultType]::ParameterName, 'A service account in between (repeatable, in order)')
            [CompletionResult]::new('--universe-domain', '--universe-domain', [CompletionResultType]::ParameterName, 'The Google universe [default: googleapis.com]')
            [CompletionResult]::new('--token-url', '--token-url', [CompletionResultType]::ParameterName, 'Ask this token exchange instead of the universe''s')
            [CompletionResult]::new('--impersonation-url', '--impersonation-url', [CompletionResultType]::ParameterName, 'Impersonate at this service instead of the universe''s')
            [CompletionResult]::new('--oauth-token-url', '--oauth-token-url', [CompletionResultType]::ParameterName, 'Send logins and signed assertions to this OAuth endpoint instead of the file''s')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;gcp-executable' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request to url:URL; $NAME stands for a variable (repeatable)')
            [CompletionResult]::new('--token-field', '--token-field', [CompletionResultType]::ParameterName, 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists')
            [CompletionResult]::new('--service-account-name', '--service-account-name', [CompletionResultType]::ParameterName, 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'Trust the certificate authorities of this PEM bundle too')
            [CompletionResult]::new('--expect-identity', '--expect-identity', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard')
            [CompletionResult]::new('--expect-account', '--expect-account', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for')
            [CompletionResult]::new('--lifetime-seconds', '--lifetime-seconds', [CompletionResultType]::ParameterName, 'How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]')
            [CompletionResult]::new('--subject-token-type', '--subject-token-type', [CompletionResultType]::ParameterName, 'How an AWS identity proves itself: jwt (AWS''s outbound JWT) or aws4_request (signed GetCallerIdentity)')
            [CompletionResult]::new('--assume-role-arn', '--assume-role-arn', [CompletionResultType]::ParameterName, 'Assume this AWS role before going to Google')
            [CompletionResult]::new('--role-session-name', '--role-session-name', [CompletionResultType]::ParameterName, 'The name of the session in AWS''s logs [default: made from the identity]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]')
            [CompletionResult]::new('--sts-endpoint-url', '--sts-endpoint-url', [CompletionResultType]::ParameterName, 'Ask this STS instead of the region''s')
            [CompletionResult]::new('--use-fips-endpoint', '--use-fips-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]')
            [CompletionResult]::new('--use-dualstack-endpoint', '--use-dualstack-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'External id of AssumeRole calls')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'Source identity of AssumeRole calls')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Session tag of AssumeRole calls (repeatable)')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'A key of --tag that the roles chained after it keep (repeatable)')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'The service account to impersonate [default: none, direct access]')
            [CompletionResult]::new('--delegate', '--delegate', [CompletionResultType]::ParameterName, 'A service account in between (repeatable, in order)')
            [CompletionResult]::new('--universe-domain', '--universe-domain', [CompletionResultType]::ParameterName, 'The Google universe [default: googleapis.com]')
            [CompletionResult]::new('--token-url', '--token-url', [CompletionResultType]::ParameterName, 'Ask this token exchange instead of the universe''s')
            [CompletionResult]::new('--impersonation-url', '--impersonation-url', [CompletionResultType]::ParameterName, 'Impersonate at this service instead of the universe''s')
            [CompletionResult]::new('--oauth-token-url', '--oauth-token-url', [CompletionResultType]::ParameterName, 'Send logins and signed assertions to this OAuth endpoint instead of the file''s')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;token' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('aws', 'aws', [CompletionResultType]::ParameterValue, 'AWS credentials')
            [CompletionResult]::new('gcp', 'gcp', [CompletionResultType]::ParameterValue, 'A Google access token')
            [CompletionResult]::new('id', 'id', [CompletionResultType]::ParameterValue, 'A Google ID token for an audience')
            [CompletionResult]::new('subject', 'subject', [CompletionResultType]::ParameterValue, 'The bare subject token, for an exchange that somebody else makes')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'xcloud;token;aws' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request to url:URL; $NAME stands for a variable (repeatable)')
            [CompletionResult]::new('--token-field', '--token-field', [CompletionResultType]::ParameterName, 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists')
            [CompletionResult]::new('--service-account-name', '--service-account-name', [CompletionResultType]::ParameterName, 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'Trust the certificate authorities of this PEM bundle too')
            [CompletionResult]::new('--expect-identity', '--expect-identity', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard')
            [CompletionResult]::new('--expect-account', '--expect-account', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)')
            [CompletionResult]::new('--role-arn', '--role-arn', [CompletionResultType]::ParameterName, 'The role to assume')
            [CompletionResult]::new('--role-session-name', '--role-session-name', [CompletionResultType]::ParameterName, 'The name of the session in AWS''s logs [default: made from the identity]')
            [CompletionResult]::new('--duration-seconds', '--duration-seconds', [CompletionResultType]::ParameterName, 'How long the session lasts; also 15m, 1h, 12h; an hour where the role or a chain allows no more [default: 3600]')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'An inline session policy, or file:PATH; with --chain-role-arn it is the last session''s')
            [CompletionResult]::new('--policy-arn', '--policy-arn', [CompletionResultType]::ParameterName, 'A managed session policy (repeatable)')
            [CompletionResult]::new('--chain-role-arn', '--chain-role-arn', [CompletionResultType]::ParameterName, 'A role to assume after the first (repeatable, in order; one hour at most)')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]')
            [CompletionResult]::new('--sts-endpoint-url', '--sts-endpoint-url', [CompletionResultType]::ParameterName, 'Ask this STS instead of the region''s')
            [CompletionResult]::new('--use-fips-endpoint', '--use-fips-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]')
            [CompletionResult]::new('--use-dualstack-endpoint', '--use-dualstack-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'External id of AssumeRole calls')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'Source identity of AssumeRole calls')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Session tag of AssumeRole calls (repeatable)')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'A key of --tag that the roles chained after it keep (repeatable)')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'The service account to impersonate [default: none, direct access]')
            [CompletionResult]::new('--delegate', '--delegate', [CompletionResultType]::ParameterName, 'A service account in between (repeatable, in order)')
            [CompletionResult]::new('--universe-domain', '--universe-domain', [CompletionResultType]::ParameterName, 'The Google universe [default: googleapis.com]')
            [CompletionResult]::new('--token-url', '--token-url', [CompletionResultType]::ParameterName, 'Ask this token exchange instead of the universe''s')
            [CompletionResult]::new('--impersonation-url', '--impersonation-url', [CompletionResultType]::ParameterName, 'Impersonate at this service instead of the universe''s')
            [CompletionResult]::new('--oauth-token-url', '--oauth-token-url', [CompletionResultType]::ParameterName, 'Send logins and signed assertions to this OAuth endpoint instead of the file''s')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it [default: process]')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write it to this file, whole and for its owner only, and print nothing')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;token;gcp' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request to url:URL; $NAME stands for a variable (repeatable)')
            [CompletionResult]::new('--token-field', '--token-field', [CompletionResultType]::ParameterName, 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists')
            [CompletionResult]::new('--service-account-name', '--service-account-name', [CompletionResultType]::ParameterName, 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'Trust the certificate authorities of this PEM bundle too')
            [CompletionResult]::new('--expect-identity', '--expect-identity', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard')
            [CompletionResult]::new('--expect-account', '--expect-account', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it')
            [CompletionResult]::new('--subject-token-type', '--subject-token-type', [CompletionResultType]::ParameterName, 'How an AWS identity proves itself: jwt (AWS''s outbound JWT) or aws4_request (signed GetCallerIdentity)')
            [CompletionResult]::new('--assume-role-arn', '--assume-role-arn', [CompletionResultType]::ParameterName, 'Assume this AWS role before going to Google')
            [CompletionResult]::new('--role-session-name', '--role-session-name', [CompletionResultType]::ParameterName, 'The name of the session in AWS''s logs [default: made from the identity]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'An OAuth scope (repeatable) [default: https://www.googleapis.com/auth/cloud-platform]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]')
            [CompletionResult]::new('--sts-endpoint-url', '--sts-endpoint-url', [CompletionResultType]::ParameterName, 'Ask this STS instead of the region''s')
            [CompletionResult]::new('--use-fips-endpoint', '--use-fips-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]')
            [CompletionResult]::new('--use-dualstack-endpoint', '--use-dualstack-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'External id of AssumeRole calls')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'Source identity of AssumeRole calls')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Session tag of AssumeRole calls (repeatable)')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'A key of --tag that the roles chained after it keep (repeatable)')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'The service account to impersonate [default: none, direct access]')
            [CompletionResult]::new('--delegate', '--delegate', [CompletionResultType]::ParameterName, 'A service account in between (repeatable, in order)')
            [CompletionResult]::new('--universe-domain', '--universe-domain', [CompletionResultType]::ParameterName, 'The Google universe [default: googleapis.com]')
            [CompletionResult]::new('--token-url', '--token-url', [CompletionResultType]::ParameterName, 'Ask this token exchange instead of the universe''s')
            [CompletionResult]::new('--impersonation-url', '--impersonation-url', [CompletionResultType]::ParameterName, 'Impersonate at this service instead of the universe''s')
            [CompletionResult]::new('--oauth-token-url', '--oauth-token-url', [CompletionResultType]::ParameterName, 'Send logins and signed assertions to this OAuth endpoint instead of the file''s')
            [CompletionResult]::new('--lifetime-seconds', '--lifetime-seconds', [CompletionResultType]::ParameterName, 'How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]')
            [CompletionResult]::new('--quota-project', '--quota-project', [CompletionResultType]::ParameterName, 'The project that API calls are charged to, shown beside the token [default: GOOGLE_CLOUD_QUOTA_PROJECT, the credentials file''s]')
            [CompletionResult]::new('--access-boundary', '--access-boundary', [CompletionResultType]::ParameterName, 'Narrow the token with the Credential Access Boundary in this JSON file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it [default: token]')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write it to this file, whole and for its owner only, and print nothing')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;token;id' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request to url:URL; $NAME stands for a variable (repeatable)')
            [CompletionResult]::new('--token-field', '--token-field', [CompletionResultType]::ParameterName, 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists')
            [CompletionResult]::new('--service-account-name', '--service-account-name', [CompletionResultType]::ParameterName, 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'Trust the certificate authorities of this PEM bundle too')
            [CompletionResult]::new('--expect-identity', '--expect-identity', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard')
            [CompletionResult]::new('--expect-account', '--expect-account', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it')
            [CompletionResult]::new('--subject-token-type', '--subject-token-type', [CompletionResultType]::ParameterName, 'How an AWS identity proves itself: jwt (AWS''s outbound JWT) or aws4_request (signed GetCallerIdentity)')
            [CompletionResult]::new('--assume-role-arn', '--assume-role-arn', [CompletionResultType]::ParameterName, 'Assume this AWS role before going to Google')
            [CompletionResult]::new('--role-session-name', '--role-session-name', [CompletionResultType]::ParameterName, 'The name of the session in AWS''s logs [default: made from the identity]')
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'An OAuth scope (repeatable) [default: https://www.googleapis.com/auth/cloud-platform]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]')
            [CompletionResult]::new('--sts-endpoint-url', '--sts-endpoint-url', [CompletionResultType]::ParameterName, 'Ask this STS instead of the region''s')
            [CompletionResult]::new('--use-fips-endpoint', '--use-fips-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]')
            [CompletionResult]::new('--use-dualstack-endpoint', '--use-dualstack-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'External id of AssumeRole calls')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'Source identity of AssumeRole calls')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Session tag of AssumeRole calls (repeatable)')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'A key of --tag that the roles chained after it keep (repeatable)')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'The service account to impersonate [default: none, direct access]')
            [CompletionResult]::new('--delegate', '--delegate', [CompletionResultType]::ParameterName, 'A service account in between (repeatable, in order)')
            [CompletionResult]::new('--universe-domain', '--universe-domain', [CompletionResultType]::ParameterName, 'The Google universe [default: googleapis.com]')
            [CompletionResult]::new('--token-url', '--token-url', [CompletionResultType]::ParameterName, 'Ask this token exchange instead of the universe''s')
            [CompletionResult]::new('--impersonation-url', '--impersonation-url', [CompletionResultType]::ParameterName, 'Impersonate at this service instead of the universe''s')
            [CompletionResult]::new('--oauth-token-url', '--oauth-token-url', [CompletionResultType]::ParameterName, 'Send logins and signed assertions to this OAuth endpoint instead of the file''s')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it [default: token]')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write it to this file, whole and for its owner only, and print nothing')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;token;subject' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request to url:URL; $NAME stands for a variable (repeatable)')
            [CompletionResult]::new('--token-field', '--token-field', [CompletionResultType]::ParameterName, 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists')
            [CompletionResult]::new('--service-account-name', '--service-account-name', [CompletionResultType]::ParameterName, 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'Trust the certificate authorities of this PEM bundle too')
            [CompletionResult]::new('--expect-identity', '--expect-identity', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard')
            [CompletionResult]::new('--expect-account', '--expect-account', [CompletionResultType]::ParameterName, 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it')
            [CompletionResult]::new('--audience', '--audience', [CompletionResultType]::ParameterName, 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for')
            [CompletionResult]::new('--lifetime-seconds', '--lifetime-seconds', [CompletionResultType]::ParameterName, 'How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]')
            [CompletionResult]::new('--subject-token-type', '--subject-token-type', [CompletionResultType]::ParameterName, 'How an AWS identity proves itself: jwt (AWS''s outbound JWT) or aws4_request (signed GetCallerIdentity)')
            [CompletionResult]::new('--assume-role-arn', '--assume-role-arn', [CompletionResultType]::ParameterName, 'Assume this AWS role before going to Google')
            [CompletionResult]::new('--role-session-name', '--role-session-name', [CompletionResultType]::ParameterName, 'The name of the session in AWS''s logs [default: made from the identity]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]')
            [CompletionResult]::new('--sts-endpoint-url', '--sts-endpoint-url', [CompletionResultType]::ParameterName, 'Ask this STS instead of the region''s')
            [CompletionResult]::new('--use-fips-endpoint', '--use-fips-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]')
            [CompletionResult]::new('--use-dualstack-endpoint', '--use-dualstack-endpoint', [CompletionResultType]::ParameterName, 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'External id of AssumeRole calls')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'Source identity of AssumeRole calls')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Session tag of AssumeRole calls (repeatable)')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'A key of --tag that the roles chained after it keep (repeatable)')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'The service account to impersonate [default: none, direct access]')
            [CompletionResult]::new('--delegate', '--delegate', [CompletionResultType]::ParameterName, 'A service account in between (repeatable, in order)')
            [CompletionResult]::new('--universe-domain', '--universe-domain', [CompletionResultType]::ParameterName, 'The Google universe [default: googleapis.com]')
            [CompletionResult]::new('--token-url', '--token-url', [CompletionResultType]::ParameterName, 'Ask this token exchange instead of the universe''s')
            [CompletionResult]::new('--impersonation-url', '--impersonation-url', [CompletionResultType]::ParameterName, 'Impersonate at this service instead of the universe''s')
            [CompletionResult]::new('--oauth-token-url', '--oauth-token-url', [CompletionResultType]::ParameterName, 'Send logins and signed assertions to this OAuth endpoint instead of the file''s')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it [default: token]')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write it to this file, whole and for its owner only, and print nothing')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;token;help' {
            [CompletionResult]::new('aws', 'aws', [CompletionResultType]::ParameterValue, 'AWS credentials')
            [CompletionResult]::new('gcp', 'gcp', [CompletionResultType]::ParameterValue, 'A Google access token')
            [CompletionResult]::new('id', 'id', [CompletionResultType]::ParameterValue, 'A Google ID token for an audience')
            [CompletionResult]::new('subject', 'subject', [CompletionResultType]::ParameterValue, 'The bare subject token, for an exchange that somebody else makes')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'xcloud;token;help;aws' {
            break
        }
        'xcloud;token;help;gcp' {
            break
        }
        'xcloud;token;help;id' {
            break
        }
        'xcloud;token;help;subject' {
            break
        }
        'xcloud;token;help;help' {
            break
        }
        'xcloud;cache' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The entries: target, identity, expiry, state; never the secrets')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Remove the entries')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Where the entries are')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'xcloud;cache;list' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print a JSON array')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;cache;clear' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--expired', '--expired', [CompletionResultType]::ParameterName, 'Remove only what answers nothing any more')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;cache;path' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;cache;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The entries: target, identity, expiry, state; never the secrets')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Remove the entries')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Where the entries are')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'xcloud;cache;help;list' {
            break
        }
        'xcloud;cache;help;clear' {
            break
        }
        'xcloud;cache;help;path' {
            break
        }
        'xcloud;cache;help;help' {
            break
        }
        'xcloud;completions' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]')
            [CompletionResult]::new('--log-file', '--log-file', [CompletionResultType]::ParameterName, 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'xcloud;help' {
            [CompletionResult]::new('aws-credential-process', 'aws-credential-process', [CompletionResultType]::ParameterValue, 'AWS credentials as credential_process JSON, for every AWS SDK and CLI')
            [CompletionResult]::new('gcp-executable', 'gcp-executable', [CompletionResultType]::ParameterValue, 'A subject token as executable-sourced JSON, for every Google SDK that has it, and gcloud')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Credentials and tokens in a shell')
            [CompletionResult]::new('cache', 'cache', [CompletionResultType]::ParameterValue, 'What is kept, and getting rid of it')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'A completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'xcloud;help;aws-credential-process' {
            break
        }
        'xcloud;help;gcp-executable' {
            break
        }
        'xcloud;help;token' {
            [CompletionResult]::new('aws', 'aws', [CompletionResultType]::ParameterValue, 'AWS credentials')
            [CompletionResult]::new('gcp', 'gcp', [CompletionResultType]::ParameterValue, 'A Google access token')
            [CompletionResult]::new('id', 'id', [CompletionResultType]::ParameterValue, 'A Google ID token for an audience')
            [CompletionResult]::new('subject', 'subject', [CompletionResultType]::ParameterValue, 'The bare subject token, for an exchange that somebody else makes')
            break
        }
        'xcloud;help;token;aws' {
            break
        }
        'xcloud;help;token;gcp' {
            break
        }
        'xcloud;help;token;id' {
            break
        }
        'xcloud;help;token;subject' {
            break
        }
        'xcloud;help;cache' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The entries: target, identity, expiry, state; never the secrets')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Remove the entries')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Where the entries are')
            break
        }
        'xcloud;help;cache;list' {
            break
        }
        'xcloud;help;cache;clear' {
            break
        }
        'xcloud;help;cache;path' {
            break
        }
        'xcloud;help;completions' {
            break
        }
        'xcloud;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
