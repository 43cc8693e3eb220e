
use builtin;
use str;

set edit:completion:arg-completer[xcloud] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'xcloud'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'xcloud'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand aws-credential-process 'AWS credentials as credential_process JSON, for every AWS SDK and CLI'
            cand gcp-executable 'A subject token as executable-sourced JSON, for every Google SDK that has it, and gcloud'
            cand token 'Credentials and tokens in a shell'
            cand cache 'What is kept, and getting rid of it'
            cand completions 'A completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'xcloud;aws-credential-process'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --from 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]'
            cand --header 'A header of the request to url:URL; $NAME stands for a variable (repeatable)'
            cand --token-field 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists'
            cand --service-account-name 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]'
            cand --namespace 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]'
            cand --ca-bundle 'Trust the certificate authorities of this PEM bundle too'
            cand --expect-identity 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard'
            cand --expect-account 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)'
            cand --role-arn 'The role to assume'
            cand --role-session-name 'The name of the session in AWS''s logs [default: made from the identity]'
            cand --duration-seconds 'How long the session lasts; also 15m, 1h, 12h; an hour where the role or a chain allows no more [default: 3600]'
            cand --audience 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for'
            cand --policy 'An inline session policy, or file:PATH; with --chain-role-arn it is the last session''s'
            cand --policy-arn 'A managed session policy (repeatable)'
            cand --chain-role-arn 'A role to assume after the first (repeatable, in order; one hour at most)'
            cand --region 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]'
            cand --sts-endpoint-url 'Ask this STS instead of the region''s'
            cand --use-fips-endpoint 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]'
            cand --use-dualstack-endpoint 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]'
            cand --external-id 'External id of AssumeRole calls'
            cand --source-identity 'Source identity of AssumeRole calls'
            cand --tag 'Session tag of AssumeRole calls (repeatable)'
            cand --transitive-tag 'A key of --tag that the roles chained after it keep (repeatable)'
            cand --service-account 'The service account to impersonate [default: none, direct access]'
            cand --delegate 'A service account in between (repeatable, in order)'
            cand --universe-domain 'The Google universe [default: googleapis.com]'
            cand --token-url 'Ask this token exchange instead of the universe''s'
            cand --impersonation-url 'Impersonate at this service instead of the universe''s'
            cand --oauth-token-url 'Send logins and signed assertions to this OAuth endpoint instead of the file''s'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;gcp-executable'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --from 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]'
            cand --header 'A header of the request to url:URL; $NAME stands for a variable (repeatable)'
            cand --token-field 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists'
            cand --service-account-name 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]'
            cand --namespace 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]'
            cand --ca-bundle 'Trust the certificate authorities of this PEM bundle too'
            cand --expect-identity 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard'
            cand --expect-account 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)'
            cand --provider 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it'
            cand --audience 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for'
            cand --lifetime-seconds 'How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]'
            cand --subject-token-type 'How an AWS identity proves itself: jwt (AWS''s outbound JWT) or aws4_request (signed GetCallerIdentity)'
            cand --assume-role-arn 'Assume this AWS role before going to Google'
            cand --role-session-name 'The name of the session in AWS''s logs [default: made from the identity]'
            cand --region 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]'
            cand --sts-endpoint-url 'Ask this STS instead of the region''s'
            cand --use-fips-endpoint 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]'
            cand --use-dualstack-endpoint 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]'
            cand --external-id 'External id of AssumeRole calls'
            cand --source-identity 'Source identity of AssumeRole calls'
            cand --tag 'Session tag of AssumeRole calls (repeatable)'
            cand --transitive-tag 'A key of --tag that the roles chained after it keep (repeatable)'
            cand --service-account 'The service account to impersonate [default: none, direct access]'
            cand --delegate 'A service account in between (repeatable, in order)'
            cand --universe-domain 'The Google universe [default: googleapis.com]'
            cand --token-url 'Ask this token exchange instead of the universe''s'
            cand --impersonation-url 'Impersonate at this service instead of the universe''s'
            cand --oauth-token-url 'Send logins and signed assertions to this OAuth endpoint instead of the file''s'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;token'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand aws 'AWS credentials'
            cand gcp 'A Google access token'
            cand id 'A Google ID token for an audience'
            cand subject 'The bare subject token, for an exchange that somebody else makes'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'xcloud;token;aws'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --from 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]'
            cand --header 'A header of the request to url:URL; $NAME stands for a variable (repeatable)'
            cand --token-field 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists'
            cand --service-account-name 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]'
            cand --namespace 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]'
            cand --ca-bundle 'Trust the certificate authorities of this PEM bundle too'
            cand --expect-identity 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard'
            cand --expect-account 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)'
            cand --role-arn 'The role to assume'
            cand --role-session-name 'The name of the session in AWS''s logs [default: made from the identity]'
            cand --duration-seconds 'How long the session lasts; also 15m, 1h, 12h; an hour where the role or a chain allows no more [default: 3600]'
            cand --audience 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for'
            cand --policy 'An inline session policy, or file:PATH; with --chain-role-arn it is the last session''s'
            cand --policy-arn 'A managed session policy (repeatable)'
            cand --chain-role-arn 'A role to assume after the first (repeatable, in order; one hour at most)'
            cand --region 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]'
            cand --sts-endpoint-url 'Ask this STS instead of the region''s'
            cand --use-fips-endpoint 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]'
            cand --use-dualstack-endpoint 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]'
            cand --external-id 'External id of AssumeRole calls'
            cand --source-identity 'Source identity of AssumeRole calls'
            cand --tag 'Session tag of AssumeRole calls (repeatable)'
            cand --transitive-tag 'A key of --tag that the roles chained after it keep (repeatable)'
            cand --service-account 'The service account to impersonate [default: none, direct access]'
            cand --delegate 'A service account in between (repeatable, in order)'
            cand --universe-domain 'The Google universe [default: googleapis.com]'
            cand --token-url 'Ask this token exchange instead of the universe''s'
            cand --impersonation-url 'Impersonate at this service instead of the universe''s'
            cand --oauth-token-url 'Send logins and signed assertions to this OAuth endpoint instead of the file''s'
            cand --format 'How to print it [default: process]'
            cand --output-file 'Write it to this file, whole and for its owner only, and print nothing'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;token;gcp'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --from 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]'
            cand --header 'A header of the request to url:URL; $NAME stands for a variable (repeatable)'
            cand --token-field 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists'
            cand --service-account-name 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]'
            cand --namespace 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]'
            cand --ca-bundle 'Trust the certificate authorities of this PEM bundle too'
            cand --expect-identity 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard'
            cand --expect-account 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)'
            cand --provider 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it'
            cand --subject-token-type 'How an AWS identity proves itself: jwt (AWS''s outbound JWT) or aws4_request (signed GetCallerIdentity)'
            cand --assume-role-arn 'Assume this AWS role before going to Google'
            cand --role-session-name 'The name of the session in AWS''s logs [default: made from the identity]'
            cand --scope 'An OAuth scope (repeatable) [default: https://www.googleapis.com/auth/cloud-platform]'
            cand --region 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]'
            cand --sts-endpoint-url 'Ask this STS instead of the region''s'
            cand --use-fips-endpoint 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]'
            cand --use-dualstack-endpoint 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]'
            cand --external-id 'External id of AssumeRole calls'
            cand --source-identity 'Source identity of AssumeRole calls'
            cand --tag 'Session tag of AssumeRole calls (repeatable)'
            cand --transitive-tag 'A key of --tag that the roles chained after it keep (repeatable)'
            cand --service-account 'The service account to impersonate [default: none, direct access]'
            cand --delegate 'A service account in between (repeatable, in order)'
            cand --universe-domain 'The Google universe [default: googleapis.com]'
            cand --token-url 'Ask this token exchange instead of the universe''s'
            cand --impersonation-url 'Impersonate at this service instead of the universe''s'
            cand --oauth-token-url 'Send logins and signed assertions to this OAuth endpoint instead of the file''s'
            cand --lifetime-seconds 'How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]'
            cand --quota-project 'The project that API calls are charged to, shown beside the token [default: GOOGLE_CLOUD_QUOTA_PROJECT, the credentials file''s]'
            cand --access-boundary 'Narrow the token with the Credential Access Boundary in this JSON file'
            cand --format 'How to print it [default: token]'
            cand --output-file 'Write it to this file, whole and for its owner only, and print nothing'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;token;id'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --from 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]'
            cand --header 'A header of the request to url:URL; $NAME stands for a variable (repeatable)'
            cand --token-field 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists'
            cand --service-account-name 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]'
            cand --namespace 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]'
            cand --ca-bundle 'Trust the certificate authorities of this PEM bundle too'
            cand --expect-identity 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard'
            cand --expect-account 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)'
            cand --provider 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it'
            cand --subject-token-type 'How an AWS identity proves itself: jwt (AWS''s outbound JWT) or aws4_request (signed GetCallerIdentity)'
            cand --assume-role-arn 'Assume this AWS role before going to Google'
            cand --role-session-name 'The name of the session in AWS''s logs [default: made from the identity]'
            cand --scope 'An OAuth scope (repeatable) [default: https://www.googleapis.com/auth/cloud-platform]'
            cand --region 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]'
            cand --sts-endpoint-url 'Ask this STS instead of the region''s'
            cand --use-fips-endpoint 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]'
            cand --use-dualstack-endpoint 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]'
            cand --external-id 'External id of AssumeRole calls'
            cand --source-identity 'Source identity of AssumeRole calls'
            cand --tag 'Session tag of AssumeRole calls (repeatable)'
            cand --transitive-tag 'A key of --tag that the roles chained after it keep (repeatable)'
            cand --service-account 'The service account to impersonate [default: none, direct access]'
            cand --delegate 'A service account in between (repeatable, in order)'
            cand --universe-domain 'The Google universe [default: googleapis.com]'
            cand --token-url 'Ask this token exchange instead of the universe''s'
            cand --impersonation-url 'Impersonate at this service instead of the universe''s'
            cand --oauth-token-url 'Send logins and signed assertions to this OAuth endpoint instead of the file''s'
            cand --audience 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for'
            cand --format 'How to print it [default: token]'
            cand --output-file 'Write it to this file, whole and for its owner only, and print nothing'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;token;subject'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --from 'Which identity to use: auto, ci (or ci:github, ci:gitlab, ci:circleci, ci:buildkite, ci:bitbucket, ci:azure-devops, ci:terraform-cloud), aws, aws:env, aws:profile=NAME, aws:web-identity, aws:container, aws:imds, google, google:metadata, google:adc, google:gcloud, kubernetes:file=PATH, kubernetes:token-request, spiffe, external-account=FILE, file:PATH, env:NAME, url:URL, exec:COMMAND, stdin [default: auto]'
            cand --header 'A header of the request to url:URL; $NAME stands for a variable (repeatable)'
            cand --token-field 'The token is this field of a JSON object; a.b reaches into nested ones, a.0 into lists'
            cand --service-account-name 'The Kubernetes service account of kubernetes:token-request [default: the pod''s own; needed outside of a pod]'
            cand --namespace 'Its namespace [default: the pod''s own; outside of a pod, the kubeconfig context''s]'
            cand --ca-bundle 'Trust the certificate authorities of this PEM bundle too'
            cand --expect-identity 'Hand out nothing unless the resulting identity (ARN, e-mail or iss#sub) fits; * is a wildcard'
            cand --expect-account 'Hand out nothing unless the resulting identity is of this AWS account (12 digits) or Google project (its id)'
            cand --provider 'The workload identity provider: projects/N/locations/L/workloadIdentityPools/P/providers/Q, with or without //iam.googleapis.com/ before it'
            cand --audience 'The audience of the token: into AWS sts.amazonaws.com by default; of an ID token, whom it is for'
            cand --lifetime-seconds 'How long an impersonated or requested token lasts; also 15m, 1h [default: 3600]'
            cand --subject-token-type 'How an AWS identity proves itself: jwt (AWS''s outbound JWT) or aws4_request (signed GetCallerIdentity)'
            cand --assume-role-arn 'Assume this AWS role before going to Google'
            cand --role-session-name 'The name of the session in AWS''s logs [default: made from the identity]'
            cand --region 'The region of AWS''s STS [default: AWS_REGION; an AWS identity''s own profile''s or machine''s; the role''s partition''s]'
            cand --sts-endpoint-url 'Ask this STS instead of the region''s'
            cand --use-fips-endpoint 'Ask an STS with FIPS 140 modules [default: AWS_USE_FIPS_ENDPOINT]'
            cand --use-dualstack-endpoint 'Ask an STS that has IPv6 too [default: AWS_USE_DUALSTACK_ENDPOINT]'
            cand --external-id 'External id of AssumeRole calls'
            cand --source-identity 'Source identity of AssumeRole calls'
            cand --tag 'Session tag of AssumeRole calls (repeatable)'
            cand --transitive-tag 'A key of --tag that the roles chained after it keep (repeatable)'
            cand --service-account 'The service account to impersonate [default: none, direct access]'
            cand --delegate 'A service account in between (repeatable, in order)'
            cand --universe-domain 'The Google universe [default: googleapis.com]'
            cand --token-url 'Ask this token exchange instead of the universe''s'
            cand --impersonation-url 'Impersonate at this service instead of the universe''s'
            cand --oauth-token-url 'Send logins and signed assertions to this OAuth endpoint instead of the file''s'
            cand --format 'How to print it [default: token]'
            cand --output-file 'Write it to this file, whole and for its owner only, and print nothing'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;token;help'= {
            cand aws 'AWS credentials'
            cand gcp 'A Google access token'
            cand id 'A Google ID token for an audience'
            cand subject 'The bare subject token, for an exchange that somebody else makes'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'xcloud;token;help;aws'= {
        }
        &'xcloud;token;help;gcp'= {
        }
        &'xcloud;token;help;id'= {
        }
        &'xcloud;token;help;subject'= {
        }
        &'xcloud;token;help;help'= {
        }
        &'xcloud;cache'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'The entries: target, identity, expiry, state; never the secrets'
            cand clear 'Remove the entries'
            cand path 'Where the entries are'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'xcloud;cache;list'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --json 'Print a JSON array'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;cache;clear'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --expired 'Remove only what answers nothing any more'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;cache;path'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;cache;help'= {
            cand list 'The entries: target, identity, expiry, state; never the secrets'
            cand clear 'Remove the entries'
            cand path 'Where the entries are'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'xcloud;cache;help;list'= {
        }
        &'xcloud;cache;help;clear'= {
        }
        &'xcloud;cache;help;path'= {
        }
        &'xcloud;cache;help;help'= {
        }
        &'xcloud;completions'= {
            cand --profile 'Use [profile.NAME] of the config file [variable: XCLOUD_PROFILE; default: default, if there is one]'
            cand --config 'Read this config file [variable: XCLOUD_CONFIG; default: xcloud/config.toml in the user''s config folder]'
            cand --cache-dir 'Keep answers in this folder [variable: XCLOUD_CACHE_DIR; default: xcloud in the user''s cache folder]'
            cand --timeout 'Give up after this long, all attempts included [variable: XCLOUD_TIMEOUT; default: 15]'
            cand --log-file 'Append a log of each stage to this file, never with secrets [variable: XCLOUD_LOG_FILE]'
            cand --no-cache 'Neither read nor write the cache [variable: XCLOUD_NO_CACHE=1]'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'xcloud;help'= {
            cand aws-credential-process 'AWS credentials as credential_process JSON, for every AWS SDK and CLI'
            cand gcp-executable 'A subject token as executable-sourced JSON, for every Google SDK that has it, and gcloud'
            cand token 'Credentials and tokens in a shell'
            cand cache 'What is kept, and getting rid of it'
            cand completions 'A completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'xcloud;help;aws-credential-process'= {
        }
        &'xcloud;help;gcp-executable'= {
        }
        &'xcloud;help;token'= {
            cand aws 'AWS credentials'
            cand gcp 'A Google access token'
            cand id 'A Google ID token for an audience'
            cand subject 'The bare subject token, for an exchange that somebody else makes'
        }
        &'xcloud;help;token;aws'= {
        }
        &'xcloud;help;token;gcp'= {
        }
        &'xcloud;help;token;id'= {
        }
        &'xcloud;help;token;subject'= {
        }
        &'xcloud;help;cache'= {
            cand list 'The entries: target, identity, expiry, state; never the secrets'
            cand clear 'Remove the entries'
            cand path 'Where the entries are'
        }
        &'xcloud;help;cache;list'= {
        }
        &'xcloud;help;cache;clear'= {
        }
        &'xcloud;help;cache;path'= {
        }
        &'xcloud;help;completions'= {
        }
        &'xcloud;help;help'= {
        }
    ]
    $completions[$command]
}
