"""What Google's interfaces answer for services: what runs, talks, watches and decides. Defaults are as they are read.

Sources: the REST references of Cloud Run (Cloud Asset Inventory gives version 1), Cloud Run functions (v2), Compute
Engine (v1), GKE (v1), Dialogflow CX (v3) and ES (v2), Customer Experience Insights (v1), Sensitive Data Protection
(v2), Cloud Logging (v2), IAM (v1) and Organization Policy (v2).
"""

from typing import Any

from tests.live.parity.google_given import Asset, Given, digits, email, folder, link, present, writer

_MADE = "2026-06-01T08:00:00Z"
_INGRESS = {
    "INGRESS_TRAFFIC_ALL": "all",
    "INGRESS_TRAFFIC_INTERNAL_ONLY": "internal",
    "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER": "internal-and-cloud-load-balancing",
}


def run_service(given: Given) -> Asset:
    """Cloud Run, in the form of Knative."""
    template = given.block("template")
    ingress = _INGRESS[given.values.get("ingress", "INGRESS_TRAFFIC_ALL")]
    return knative(
        given,
        given.text("name"),
        ingress=ingress,
        key=template.get("encryption_key"),
        account=template["service_account"],
        image=template["containers"][0]["image"],
    )


def knative(given: Given, name: str, *, ingress: str, key: str | None, account: str, image: str) -> Asset:
    """Return a service of Cloud Run; functions are such, too."""
    about = {
        "run.googleapis.com/ingress": ingress,
        "run.googleapis.com/ingress-status": ingress,
        "run.googleapis.com/operation-id": "f4f5b8a2-0d5e-4a63-8d57-3c7f9b6f1e11",
        "serving.knative.dev/creator": "terraform@musterstadt-build.iam.gserviceaccount.com",
    }
    scaling = {"autoscaling.knative.dev/maxScale": "10", "run.googleapis.com/startup-cpu-boost": "true"}
    if key:
        scaling |= {"run.googleapis.com/encryption-key": key}
    data = {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": {
            "name": name,
            "namespace": given.number,
            "selfLink": f"/apis/serving.knative.dev/v1/namespaces/{given.number}/services/{name}",
            "uid": digits(name),
            "generation": 1,
            "creationTimestamp": _MADE,
            "labels": {**given.labels, "cloud.googleapis.com/location": given.location},
            "annotations": about,
        },
        "spec": {
            "template": {
                "metadata": {"annotations": scaling},
                "spec": {
                    "containerConcurrency": 80,
                    "timeoutSeconds": 30,
                    "serviceAccountName": account,
                    "containers": [{"image": image, "ports": [{"name": "http1", "containerPort": 8080}]}],
                },
            },
            "traffic": [{"percent": 100, "latestRevision": True}],
        },
        "status": {"observedGeneration": 1, "url": f"https://{name}-{given.number}.{given.location}.run.app"},
    }
    full = f"//run.googleapis.com/{given.parent}/services/{name}"
    return Asset(full, "run.googleapis.com/Service", given.location, data, given.project)


def function(given: Given) -> Asset:
    """A function of the second generation."""
    service, trigger, build = given.block("service_config"), given.block("event_trigger"), given.block("build_config")
    source, region = build["source"][0]["storage_source"][0], trigger["trigger_region"]
    data = {
        "name": given.name(),
        "description": given.text("description"),
        "environment": "GEN_2",
        "state": "ACTIVE",
        "createTime": _MADE,
        "updateTime": _MADE,
        "labels": given.labels,
        "url": f"https://{given.location}-{given.project}.cloudfunctions.net/{given.text('name')}",
        "satisfiesPzs": True,
        "buildConfig": {
            "runtime": build["runtime"],
            "entryPoint": build["entry_point"],
            "source": {"storageSource": {**source, "generation": "1780300800000000"}},
            "dockerRegistry": "ARTIFACT_REGISTRY",
            "dockerRepository": f"{given.parent}/repositories/gcf-artifacts",
            "serviceAccount": f"projects/-/serviceAccounts/{given.number}-compute@developer.gserviceaccount.com",
        },
        "serviceConfig": {
            "service": f"{given.parent}/services/{given.text('name')}",
            "uri": f"https://{given.text('name')}-{given.number}.{given.location}.run.app",
            "ingressSettings": service.get("ingress_settings", "ALLOW_ALL"),
            "serviceAccountEmail": service["service_account_email"],
            "availableMemory": service.get("available_memory", "256M"),
            "timeoutSeconds": service.get("timeout_seconds", 60),
            "maxInstanceCount": 100,
            "allTrafficOnLatestRevision": True,
        },
        "eventTrigger": {
            "trigger": f"projects/{given.project}/locations/{region}/triggers/{given.text('name')}-1",
            "triggerRegion": region,
            "eventType": trigger["event_type"],
            "eventFilters": [dict(one) for one in trigger["event_filters"]],
            "retryPolicy": trigger.get("retry_policy", "RETRY_POLICY_DO_NOT_RETRY"),
        },
        **present(kmsKeyName=given.text("kms_key_name")),
    }
    return _asset(given, "cloudfunctions", "cloudfunctions.googleapis.com/Function", data)


def _compute(given: Given, type_name: str, **more: Any) -> Asset:
    name = given.name()
    data = {
        "id": digits(name, 19),
        "name": given.text("name"),
        "selfLink": link(name),
        "creationTimestamp": _MADE,
        "region": link(f"projects/{given.project}/regions/{given.location}"),
        "fingerprint": "1a2b3c4d5e6=",
        **more,
    }
    return _asset(given, "compute", f"compute.googleapis.com/{type_name}", data)


def ssl_policy(given: Given) -> Asset:
    """A TLS policy."""
    return _compute(
        given,
        "SslPolicy",
        profile=given.values.get("profile", "COMPATIBLE"),
        minTlsVersion=given.values.get("min_tls_version", "TLS_1_0"),
        enabledFeatures=["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"],
    )


def http_proxy(given: Given) -> Asset:
    """A proxy for plain connections."""
    return _compute(given, "TargetHttpProxy", urlMap=link(given.text("url_map")))


def https_proxy(given: Given) -> Asset:
    """A proxy for encrypted connections."""
    certificates = [link(one) for one in given.values.get("ssl_certificates", [])]
    policy = given.text("ssl_policy")
    return _compute(
        given,
        "TargetHttpsProxy",
        urlMap=link(given.text("url_map")),
        sslCertificates=certificates,
        quicOverride="NONE",
        **({"sslPolicy": link(policy)} if policy else {}),
    )


def url_map(given: Given) -> Asset:
    """What leads where: to a service, or elsewhere."""
    redirect = given.block("default_url_redirect")
    service = given.text("default_service")
    found = {"defaultService": link(service)} if service else {}
    if redirect:
        found["defaultUrlRedirect"] = {  # type: ignore[assignment]
            "httpsRedirect": bool(redirect.get("https_redirect")),
            "stripQuery": bool(redirect.get("strip_query")),
            "redirectResponseCode": redirect.get("redirect_response_code", "MOVED_PERMANENTLY_DEFAULT"),
        }
    return _compute(given, "UrlMap", **found)


def cluster(given: Given) -> Asset:
    """GKE: secrets are encrypted by Google's key, and the control plane answers to anyone who may sign in."""
    encryption, private = given.block("database_encryption"), given.block("private_cluster_config")
    allowed = given.values.get("master_authorized_networks_config")
    blocks = allowed[0].get("cidr_blocks", []) if allowed else []
    networks = {
        "enabled": True,
        "cidrBlocks": [{"cidrBlock": one["cidr_block"], "displayName": one.get("display_name", "")} for one in blocks],
    }
    public = not private.get("enable_private_endpoint")
    data = {
        "id": digits(given.address),
        "name": given.text("name"),
        "selfLink": f"https://container.googleapis.com/v1/{given.name()}",
        "location": given.location,
        "locations": [f"{given.location}-{zone}" for zone in "abc"],
        "zone": given.location,
        "status": "RUNNING",
        "createTime": _MADE,
        "endpoint": "203.0.113.10" if public else "10.115.0.2",
        "network": given.text("network").rpartition("/")[2],
        "subnetwork": given.text("subnetwork").rpartition("/")[2],
        "networkConfig": {"network": given.text("network"), "subnetwork": given.text("subnetwork")},
        "currentMasterVersion": "1.33.4-gke.1172000",
        "loggingService": "logging.googleapis.com/kubernetes",
        "monitoringService": "monitoring.googleapis.com/kubernetes",
        "loggingConfig": {"componentConfig": {"enableComponents": ["SYSTEM_COMPONENTS", "WORKLOADS"]}},
        "masterAuth": {"clusterCaCertificate": "LS0t"},
        "legacyAbac": {},
        "shieldedNodes": {"enabled": True},
        "releaseChannel": {"channel": "REGULAR"},
        "resourceLabels": given.labels,
        "databaseEncryption": {
            "state": encryption.get("state", "DECRYPTED"),
            "currentState": "CURRENT_STATE_ENCRYPTED" if encryption else "CURRENT_STATE_DECRYPTED",
            **present(keyName=encryption.get("key_name")),
        },
        "workloadIdentityConfig": {"workloadPool": given.block("workload_identity_config").get("workload_pool")},
        "masterAuthorizedNetworksConfig": networks if allowed else {},
        "controlPlaneEndpointsConfig": {
            "dnsEndpointConfig": {"endpoint": f"gke-1a2b-{given.number}.{given.location}.gke.goog"},
            "ipEndpointsConfig": {
                "enabled": True,
                "enablePublicEndpoint": public,
                "authorizedNetworksConfig": networks if allowed else {},
                "privateEndpoint": "10.115.0.2",
                **({"publicEndpoint": "203.0.113.10"} if public else {}),
            },
        },
        "privateClusterConfig": present(
            enablePrivateNodes=private.get("enable_private_nodes"),
            enablePrivateEndpoint=private.get("enable_private_endpoint"),
            privateEndpoint="10.115.0.2",
            publicEndpoint="203.0.113.10",
        ),
    }
    return _asset(given, "container", "container.googleapis.com/Cluster", data)


def node_pool(given: Given) -> Asset:
    """Nodes."""
    config = given.block("node_config")
    shielded = (config.get("shielded_instance_config") or [{}])[0]
    data = {
        "name": given.text("name"),
        "selfLink": f"https://container.googleapis.com/v1/{given.name()}",
        "status": "RUNNING",
        "initialNodeCount": given.values.get("node_count", 1),
        "version": "1.33.4-gke.1172000",
        "management": {"autoUpgrade": True, "autoRepair": True},
        "config": {
            "machineType": config.get("machine_type", "e2-medium"),
            "diskType": "pd-balanced",
            "diskSizeGb": 100,
            "imageType": "COS_CONTAINERD",
            "serviceAccount": "default",
            "oauthScopes": config.get("oauth_scopes", []),
            "metadata": {"disable-legacy-endpoints": "true"},
            "workloadMetadataConfig": {"mode": "GKE_METADATA"},
            "shieldedInstanceConfig": {
                "enableIntegrityMonitoring": True,
                **present(enableSecureBoot=shielded.get("enable_secure_boot")),
            },
            **present(bootDiskKmsKey=config.get("boot_disk_kms_key")),
        },
    }
    return _asset(given, "container", "container.googleapis.com/NodePool", data)


def agent(given: Given) -> Asset:
    """Dialogflow CX."""
    settings = given.block("advanced_settings")
    logging = (settings.get("logging_settings") or [{}])[0]
    export = (settings.get("audio_export_gcs_destination") or [{}])[0]
    data = {
        "name": given.name(),
        "displayName": given.text("display_name"),
        "defaultLanguageCode": given.text("default_language_code"),
        "supportedLanguageCodes": given.values.get("supported_language_codes", []),
        "timeZone": given.text("time_zone"),
        "startFlow": f"{given.name()}/flows/00000000-0000-0000-0000-000000000000",
        "advancedSettings": present(
            audioExportGcsDestination=present(uri=export.get("uri")),
            loggingSettings=present(
                enableStackdriverLogging=logging.get("enable_stackdriver_logging"),
                enableInteractionLogging=logging.get("enable_interaction_logging"),
                enableConsentBasedRedaction=logging.get("enable_consent_based_redaction"),
            ),
        ),
        **present(
            description=given.text("description"),
            securitySettings=given.text("security_settings"),
            enableStackdriverLogging=given.values.get("enable_stackdriver_logging"),
            enableSpellCorrection=given.values.get("enable_spell_correction"),
        ),
    }
    return _asset(given, "dialogflow", "dialogflow.googleapis.com/Agent", data)


def conversation_profile(given: Given) -> Asset:
    """A conversation profile, of Dialogflow ES."""
    events = given.block("new_message_event_notification_config")
    data = {
        "name": given.name(),
        "displayName": given.text("display_name"),
        "languageCode": given.text("language_code"),
        "timeZone": given.text("time_zone"),
        "createTime": _MADE,
        "updateTime": _MADE,
        "automatedAgentConfig": {"agent": given.block("automated_agent_config").get("agent")},
        "loggingConfig": {"enableStackdriverLogging": True} if given.block("logging_config") else {},
        **present(
            securitySettings=given.text("security_settings"),
            newMessageEventNotificationConfig=present(
                topic=events.get("topic"), messageFormat=events.get("message_format")
            ),
        ),
    }
    return _asset(given, "dialogflow", "dialogflow.googleapis.com/ConversationProfile", data)


def insights_view(given: Given) -> Asset:
    """A saved filter for conversations."""
    data = {
        "name": given.name(),
        "displayName": given.text("display_name"),
        "value": given.text("value"),
        "createTime": _MADE,
        "updateTime": _MADE,
    }
    return _asset(given, "contactcenterinsights", "contactcenterinsights.googleapis.com/View", data)


def dlp_template(given: Given) -> Asset:
    """A template to find, or to hide, what is personal."""
    kind = "InspectTemplate" if "inspect" in given.type else "DeidentifyTemplate"
    data = {
        "name": given.name(),
        "displayName": given.text("display_name"),
        "createTime": _MADE,
        "updateTime": _MADE,
    }
    location = given.text("parent").rpartition("/")[2]
    return _asset(given, "dlp", f"dlp.googleapis.com/{kind}", data, location)


def log_bucket(given: Given) -> Asset:
    """A log bucket of a project or a folder."""
    key = given.block("cmek_settings").get("kms_key_name")
    return log_bucket_named(
        given.name(),
        location=given.location,
        parent=_parent(given),
        days=given.values.get("retention_days", 30),
        locked=bool(given.values.get("locked")),
        key=key,
    )


def log_bucket_named(name: str, *, location: str, parent: str, days: int, locked: bool, key: str | None) -> Asset:
    """Return a log bucket; ``_Default`` and ``_Required`` make themselves."""
    data = {"name": name, "retentionDays": days, "lifecycleState": "ACTIVE", **present(locked=locked)}
    if key:
        data["cmekSettings"] = {
            "name": f"{name.partition('/locations/')[0]}/cmekSettings",
            "kmsKeyName": key,
            "kmsKeyVersionName": f"{key}/cryptoKeyVersions/1",
            "serviceAccountId": "service-log@gcp-sa-logging.iam.gserviceaccount.com",
        }
    return Asset(f"//logging.googleapis.com/{name}", "logging.googleapis.com/LogBucket", location, data, parent)


def log_settings(given: Given) -> Asset:
    """What holds for the logs of new projects in a folder."""
    data = {
        "name": given.name(),
        "loggingServiceAccountId": f"service-folder-{folder(given)}@gcp-sa-logging.iam.gserviceaccount.com",
        **present(kmsKeyName=given.text("kms_key_name"), storageLocation=given.text("storage_location")),
    }
    name = f"//logging.googleapis.com/{given.name()}"
    return Asset(name, "logging.googleapis.com/Settings", "global", data, _parent(given))


def log_sink(given: Given) -> Asset:
    """Where logs are sent."""
    data = {
        "name": given.text("name"),
        "destination": given.text("destination"),
        "createTime": _MADE,
        "updateTime": _MADE,
        "writerIdentity": f"serviceAccount:{writer(given)}",
        **present(filter=given.text("filter"), includeChildren=given.values.get("include_children")),
    }
    name = f"//logging.googleapis.com/{given.name()}"
    return Asset(name, "logging.googleapis.com/LogSink", "global", data, _parent(given))


def service_account(given: Given) -> Asset:
    """A service account, whose asset is named by its number."""
    data = {
        "name": given.name(),
        "projectId": given.project,
        "uniqueId": digits(email(given)),
        "email": email(given),
        "displayName": given.text("display_name"),
        "etag": "MDEwMjE5MjA=",
        "oauth2ClientId": digits(email(given)),
    }
    name = f"//iam.googleapis.com/projects/{given.project}/serviceAccounts/{digits(email(given))}"
    return Asset(name, "iam.googleapis.com/ServiceAccount", "global", data, given.project)


def custom_role(given: Given) -> Asset:
    """A role of the project's own."""
    data = {
        "name": given.name(),
        "title": given.text("title"),
        "description": given.text("description"),
        "includedPermissions": given.values["permissions"],
        "stage": given.values.get("stage", "GA"),
        "etag": "BwYxMjM=",
    }
    return _asset(given, "iam", "iam.googleapis.com/Role", data, "global")


def org_policy(given: Given) -> Asset:
    """A policy of the organisation's, on a project or a folder; projects are named by their numbers."""
    kind, _, name = given.text("parent").partition("/")
    parent = f"projects/{given.number}" if kind == "projects" else given.text("parent")
    constraint = given.text("name").rpartition("/")[2]
    spec = given.block("spec")
    data = {
        "name": f"{parent}/policies/{constraint}",
        "spec": {
            "etag": "CKDdhMEGEKAB",
            "updateTime": _MADE,
            "rules": [_rule(one) for one in spec.get("rules", [])],
            **present(inheritFromParent=spec.get("inherit_from_parent"), reset=spec.get("reset")),
        },
        "etag": "CKDdhMEGEKAB",
    }
    own = name if kind == "projects" else parent
    return Asset(f"//orgpolicy.googleapis.com/{data['name']}", "orgpolicy.googleapis.com/Policy", "global", data, own)


def _rule(written: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "enforce" in written:
        found["enforce"] = written["enforce"] == "TRUE"
    if written.get("values"):
        values = written["values"][0]
        found["values"] = present(allowedValues=values.get("allowed_values"), deniedValues=values.get("denied_values"))
    if written.get("deny_all"):
        found["denyAll"] = written["deny_all"] == "TRUE"
    if written.get("condition"):
        found["condition"] = written["condition"][0]
    return found


def _parent(given: Given) -> str:
    return f"folders/{folder(given)}" if given.text("folder") else given.project


def _asset(given: Given, service: str, type_name: str, data: dict[str, Any], location: str = "") -> Asset:
    name = f"//{service}.googleapis.com/{given.name()}"
    return Asset(name, type_name, location or given.location, data, given.project)
