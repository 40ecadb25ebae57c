"""Applications, messages and models, as Resource Manager tells of them; with the settings that Azure makes itself."""

from collections.abc import Iterator
from typing import Any

from tests.live.parity.azure_given import MADE, TENANT, Doc, Given, able, document, resource, split_key

_ANYONE: Doc = {
    "ipAddress": "Any",
    "action": "Allow",
    "priority": 2147483647,
    "name": "Allow all",
    "description": "Allow all access",
}


def service_plan(given: Given) -> Iterator[Doc]:
    """What applications run on."""
    name = given.text("sku_name")
    tier, kind = ("ElasticPremium", "elastic") if name.startswith("EP") else ("PremiumV3", "linux")
    sku = {"name": name, "tier": tier, "size": name, "family": name[:2], "capacity": given.values["worker_count"]}
    properties = {
        "status": "Ready",
        "numberOfWorkers": given.values["worker_count"],
        "elasticScaleEnabled": name.startswith("EP"),
        "reserved": True,
        "zoneRedundant": given.flag("zone_balancing_enabled", default=False),
        "provisioningState": "Succeeded",
    }
    yield document(given, properties, kind=kind, sku=sku)


def web_app(given: Given) -> Iterator[Doc]:
    """An application on Linux."""
    yield from _app(given, "app,linux")


def function_app(given: Given) -> Iterator[Doc]:
    """A function on Linux."""
    yield from _app(given, "functionapp,linux")


def _app(given: Given, kind: str) -> Iterator[Doc]:
    """Yield an application: of what it is set to, only a part stands in the application itself."""
    asked, name = given.block("site_config"), given.text("name")
    host = f"{name}.azurewebsites.net"
    stack = (asked.get("application_stack") or [{}])[0]
    language = f"NODE|{stack['node_version']}" if "node_version" in stack else f"Python|{stack['python_version']}"
    public = given.enabled("public_network_access_enabled", default=True)
    properties: Doc = {
        "name": name,
        "state": "Running",
        "hostNames": [host],
        "enabled": True,
        "enabledHostNames": [host, f"{name}.scm.azurewebsites.net"],
        "hostNameSslStates": [{"name": host, "sslState": "Disabled", "hostType": "Standard"}],
        "serverFarmId": given.text("service_plan_id"),
        "reserved": True,
        "siteConfig": {
            "numberOfWorkers": 1,
            "linuxFxVersion": language,
            "acrUseManagedIdentityCreds": False,
            "alwaysOn": False,
            "http20Enabled": False,
            "functionAppScaleLimit": 0,
            "minimumElasticInstanceCount": 1,
        },
        "vnetRouteAllEnabled": bool(asked.get("vnet_route_all_enabled")),
        "clientAffinityEnabled": False,
        "clientCertEnabled": False,
        "clientCertMode": "Optional",
        "httpsOnly": given.flag("https_only", default=False),
        "endToEndEncryptionEnabled": False,
        "redundancyMode": "None",
        "storageAccountRequired": False,
        "publicNetworkAccess": public,
        "keyVaultReferenceIdentity": "SystemAssigned",
        "virtualNetworkSubnetId": given.text("virtual_network_subnet_id"),
        "defaultHostName": host,
        "repositorySiteName": name,
    }
    yield document(given, properties, kind=kind)
    anyone = [_ANYONE]
    config = {
        "numberOfWorkers": 1,
        "linuxFxVersion": language,
        "minTlsVersion": asked.get("minimum_tls_version", "1.2"),
        "scmMinTlsVersion": asked.get("scm_minimum_tls_version", "1.2"),
        "ftpsState": asked.get("ftps_state", "Disabled"),
        "vnetRouteAllEnabled": bool(asked.get("vnet_route_all_enabled")),
        "ipSecurityRestrictions": anyone,
        "ipSecurityRestrictionsDefaultAction": "Allow",
        "scmIpSecurityRestrictions": anyone,
        "scmIpSecurityRestrictionsDefaultAction": "Allow",
        "scmIpSecurityRestrictionsUseMain": False,
        "http20Enabled": False,
        "alwaysOn": False,
        "remoteDebuggingEnabled": False,
        "httpLoggingEnabled": False,
        "detailedErrorLoggingEnabled": False,
        "publicNetworkAccess": public,
        "cors": {"allowedOrigins": [], "supportCredentials": False},
        "publishingUsername": "REDACTED",
    }
    yield {**resource(f"{given.id}/config/web", config), "name": name, "location": given.location}
    sign_in = {
        "platform": {"enabled": False, "runtimeVersion": "~1"},
        "globalValidation": {"requireAuthentication": False, "unauthenticatedClientAction": "AllowAnonymous"},
        "httpSettings": {"requireHttps": True},
    }
    yield {**resource(f"{given.id}/config/authsettingsV2", sign_in), "location": given.location}
    for what, asked_for in (("ftp", "ftp"), ("scm", "webdeploy")):
        allowed = given.flag(f"{asked_for}_publish_basic_authentication_enabled", default=True)
        yield resource(f"{given.id}/basicPublishingCredentialsPolicies/{what}", {"allow": allowed})
    yield resource(f"{given.id}/hostNameBindings/{host}", {"siteName": name, "hostNameType": "Verified"})


def cognitive_account(given: Given) -> Iterator[Doc]:
    """An account for language, speech or models."""
    key, rules = given.block("customer_managed_key"), given.block("network_acls")
    encryption: Doc = {}
    if key:
        vault, name = split_key(key["key_vault_key_id"])
        uses = {"keyName": name, "keyVersion": "", "keyVaultUri": vault, "identityClientId": key["identity_client_id"]}
        encryption = {"encryption": {"keySource": "Microsoft.KeyVault", "keyVaultProperties": uses}}
    properties = {
        "endpoint": f"https://{given.text('custom_subdomain_name')}.cognitiveservices.azure.com/",
        "provisioningState": "Succeeded",
        "internalId": given.made_up(),
        "dateCreated": MADE,
        "isMigrated": False,
        "customSubDomainName": given.text("custom_subdomain_name"),
        "networkAcls": {"defaultAction": rules["default_action"], "virtualNetworkRules": [], "ipRules": []},
        "privateEndpointConnections": [],
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "disableLocalAuth": not given.flag("local_auth_enabled", default=True),
        "restrictOutboundNetworkAccess": given.flag("outbound_network_access_restricted", default=False),
        **encryption,
    }
    yield document(given, properties, kind=given.text("kind"), sku={"name": given.text("sku_name")})
    if given.text("kind") == "OpenAI":
        for name in ("Microsoft.Default", "Microsoft.DefaultV2"):
            yield resource(f"{given.id}/raiPolicies/{name}", {"mode": "Blocking", "type": "SystemManaged"})


def deployment(given: Given) -> Iterator[Doc]:
    """A model that can be asked."""
    model, sku = given.block("model"), given.block("sku")
    properties = {
        "model": {name: model[name] for name in ("format", "name", "version")},
        "versionUpgradeOption": given.text("version_upgrade_option", "OnceNewDefaultVersionAvailable"),
        "currentCapacity": sku["capacity"],
        "raiPolicyName": "Microsoft.DefaultV2",
        "capabilities": {"chatCompletion": "true"},
        "provisioningState": "Succeeded",
    }
    yield resource(given.id, properties, sku={"name": sku["name"], "capacity": sku["capacity"]})


def bot(given: Given) -> Iterator[Doc]:
    """A bot; a channel for web pages comes with it."""
    key = given.text("cmk_key_vault_key_url")
    properties: Doc = {
        "displayName": given.text("name"),
        "endpoint": given.text("endpoint"),
        "endpointVersion": "3.0",
        "msaAppType": given.text("microsoft_app_type"),
        "msaAppId": given.text("microsoft_app_id"),
        "msaAppTenantId": given.text("microsoft_app_tenant_id"),
        "msaAppMSIResourceId": given.text("microsoft_app_msi_id"),
        "configuredChannels": ["webchat", "directline", "msteams"],
        "enabledChannels": ["webchat", "directline", "msteams"],
        "isCmekEnabled": bool(key),
        "cmekEncryptionStatus": "On" if key else "Off",
        "publicNetworkAccess": given.enabled("public_network_access_enabled", default=True),
        "disableLocalAuth": not given.flag("local_authentication_enabled", default=True),
        "isStreamingSupported": False,
        "schemaTransformationVersion": "1.3",
        "tenantId": TENANT,
        "provisioningState": "Succeeded",
    }
    if key:
        properties["cmekKeyVaultUrl"] = key
    yield document(given, properties, kind="azurebot", sku={"name": given.text("sku"), "tier": "Standard"})
    site = {"siteName": "Default Site", "isEnabled": True, "isWebchatPreviewEnabled": True}
    yield _channel(f"{given.id}/channels/WebChatChannel", {"webChatEmbedCode": "", "sites": [site]}, given.location)


def directline(given: Given) -> Iterator[Doc]:
    """The channel for clients of one's own."""
    sites = [
        {
            "siteName": one["name"],
            "siteId": "pvXb",
            "isEnabled": one["enabled"],
            "isV1Enabled": one["v1_allowed"],
            "isV3Enabled": one["v3_allowed"],
            "isSecureSiteEnabled": one["enhanced_authentication_enabled"],
            "isBlockUserUploadEnabled": False,
            "trustedOrigins": one["trusted_origins"],
        }
        for one in given.values["site"]
    ]
    yield _channel(given.id, {"sites": sites, "DirectLineEmbedCode": None}, given.location)


def teams(given: Given) -> Iterator[Doc]:
    """Microsoft Teams."""
    yield _channel(
        given.id,
        {
            "isEnabled": True,
            "enableCalling": given.flag("calling_enabled", default=False),
            "acceptedTerms": True,
            "deploymentEnvironment": "CommercialDeployment",
        },
        given.location,
    )


def facebook(given: Given) -> Iterator[Doc]:
    """A page on Facebook; its secrets are not shown."""
    yield _channel(given.id, {"isEnabled": True, "appId": "115", "pages": [{"id": "115"}]}, given.location)


def _channel(identity: str, properties: dict[str, Any], location: str) -> Doc:
    name = identity.rpartition("/")[2]
    found = {"channelName": name, "location": location, "provisioningState": "Succeeded", "properties": properties}
    return resource(identity, found, location=location)


def communication(given: Given) -> Iterator[Doc]:
    """Communication Services are everywhere; their data are where it was asked for."""
    properties = {
        "provisioningState": "Succeeded",
        "hostName": f"{given.text('name')}.germany.communication.azure.com",
        "dataLocation": given.text("data_location"),
        "immutableResourceId": given.made_up(),
        "linkedDomains": [],
    }
    yield document(given, properties, location="global")


def linked_domain(given: Given, found: dict[str, Doc]) -> None:
    """Let Communication Services send mail."""
    service = found[given.text("communication_service_id").lower()]
    service["properties"]["linkedDomains"] = [given.text("email_service_domain_id")]


def email(given: Given) -> Iterator[Doc]:
    """What sends mail."""
    properties = {"provisioningState": "Succeeded", "dataLocation": given.text("data_location")}
    yield document(given, properties, location="global")


def email_domain(given: Given, service: Doc) -> Iterator[Doc]:
    """A domain that mail is sent from; it has a sender of its own."""
    properties = {
        "provisioningState": "Succeeded",
        "dataLocation": service["properties"]["dataLocation"],
        "fromSenderDomain": given.text("name"),
        "mailFromSenderDomain": given.text("name"),
        "domainManagement": given.text("domain_management"),
        "verificationStates": {"Domain": {"status": "Verified"}},
        "userEngagementTracking": given.enabled("user_engagement_tracking_enabled", default=False),
    }
    yield document(given, properties, location="global")
    sender = {"username": "DoNotReply", "displayName": "DoNotReply", "dataLocation": properties["dataLocation"]}
    yield resource(f"{given.id}/senderUsernames/donotreply", {**sender, "provisioningState": "Succeeded"})


def event_hubs(given: Given) -> Iterator[Doc]:
    """A namespace for event hubs."""
    properties = {
        "disableLocalAuth": not given.flag("local_authentication_enabled", default=True),
        "kafkaEnabled": True,
        "isAutoInflateEnabled": False,
        "maximumThroughputUnits": 0,
    }
    yield from _namespace(given, properties, {"trustedServiceAccessEnabled": False})


def service_bus(given: Given) -> Iterator[Doc]:
    """A namespace for queues."""
    key = given.block("customer_managed_key")
    properties: Doc = {
        "disableLocalAuth": not given.flag("local_auth_enabled", default=True),
        "premiumMessagingPartitions": given.values["premium_messaging_partitions"],
    }
    if key:
        properties["encryption"] = _encryption([key["key_vault_key_id"]], key["identity_id"])
    yield from _namespace(given, properties, {"trustedServiceAccessEnabled": False})


def _namespace(given: Given, properties: Doc, rules: Doc) -> Iterator[Doc]:
    public = given.enabled("public_network_access_enabled", default=True)
    usual = {
        "minimumTlsVersion": given.text("minimum_tls_version", "1.2"),
        "publicNetworkAccess": public,
        "zoneRedundant": True,
        "privateEndpointConnections": [],
        "provisioningState": "Succeeded",
        "status": "Active",
        "createdAt": MADE,
        "serviceBusEndpoint": f"https://{given.text('name')}.servicebus.windows.net:443/",
    }
    sku = {"name": given.text("sku"), "tier": given.text("sku"), "capacity": given.values["capacity"]}
    yield document(given, {**usual, **properties}, sku=sku)
    network = {
        "publicNetworkAccess": public,
        "defaultAction": "Allow",
        "virtualNetworkRules": [],
        "ipRules": [],
        **rules,
    }
    yield resource(f"{given.id}/networkRuleSets/default", network, location=given.location)
    rights = {"rights": ["Listen", "Manage", "Send"]}
    yield resource(f"{given.id}/authorizationRules/RootManageSharedAccessKey", rights, location=given.location)


def _encryption(keys: list[str], user: str) -> Doc:
    uses = [
        {
            "keyName": split_key(one)[1],
            "keyVaultUri": split_key(one)[0].rstrip("/"),
            "keyVersion": "",
            "identity": {"userAssignedIdentity": user},
        }
        for one in keys
    ]
    return {"keySource": "Microsoft.KeyVault", "keyVaultProperties": uses, "requireInfrastructureEncryption": False}


def event_hubs_key(given: Given, found: dict[str, Doc]) -> None:
    """Put the keys that Terraform sets afterwards into the namespace."""
    namespace = found[given.text("eventhub_namespace_id").lower()]
    identity = given.text("user_assigned_identity_id")
    namespace["properties"]["encryption"] = _encryption(given.values["key_vault_key_ids"], identity)


def event_hub(given: Given) -> Iterator[Doc]:
    """An event hub."""
    days, partitions = int(given.values["message_retention"]), int(given.values["partition_count"])
    properties = {
        "messageRetentionInDays": days,
        "retentionDescription": {"cleanupPolicy": "Delete", "retentionTimeInHours": days * 24},
        "partitionCount": partitions,
        "partitionIds": [str(number) for number in range(partitions)],
        "status": "Active",
        "createdAt": MADE,
    }
    yield resource(given.id, properties)


def queue(given: Given) -> Iterator[Doc]:
    """A queue."""
    properties = {
        "lockDuration": "PT1M",
        "maxSizeInMegabytes": 1024,
        "requiresDuplicateDetection": False,
        "requiresSession": False,
        "defaultMessageTimeToLive": given.text("default_message_ttl", "P10675199DT2H48M5.4775807S"),
        "deadLetteringOnMessageExpiration": given.flag("dead_lettering_on_message_expiration", default=False),
        "maxDeliveryCount": 10,
        "status": "Active",
        "autoDeleteOnIdle": "P10675199DT2H48M5.4775807S",
        "enablePartitioning": False,
        "enableExpress": False,
        "createdAt": MADE,
    }
    yield resource(given.id, properties)


def front_door(given: Given) -> Iterator[Doc]:
    """A profile of Front Door."""
    properties = {"provisioningState": "Succeeded", "resourceState": "Active", "originResponseTimeoutSeconds": 120}
    sku = {"name": given.text("sku_name")}
    yield document(given, {**properties, "frontDoorId": given.made_up()}, kind="frontdoor", sku=sku, location="Global")


def front_door_endpoint(given: Given) -> Iterator[Doc]:
    """A name under which Front Door answers."""
    host = f"{given.text('name')}-b3dzf6a2c8g9e7h4.z01.azurefd.net"
    yield document(given, {"hostName": host, "enabledState": "Enabled"}, location="Global")


def origin_group(given: Given) -> Iterator[Doc]:
    """Where Front Door asks."""
    balancing = {"sampleSize": 4, "successfulSamplesRequired": 3, "additionalLatencyInMilliseconds": 50}
    yield resource(given.id, {"loadBalancingSettings": balancing, "sessionAffinityState": "Enabled"})


def origin(given: Given) -> Iterator[Doc]:
    """One of those that Front Door asks."""
    properties = {
        "hostName": given.text("host_name"),
        "httpPort": 80,
        "httpsPort": 443,
        "priority": 1,
        "weight": 500,
        "enabledState": "Enabled",
        "enforceCertificateNameCheck": given.flag("certificate_name_check_enabled", default=True),
    }
    yield resource(given.id, properties)


def route(given: Given) -> Iterator[Doc]:
    """What of an endpoint goes where, and how."""
    properties = {
        "customDomains": [],
        "originGroup": {"id": given.text("cdn_frontdoor_origin_group_id")},
        "ruleSets": [],
        "supportedProtocols": given.values["supported_protocols"],
        "patternsToMatch": given.values["patterns_to_match"],
        "forwardingProtocol": given.text("forwarding_protocol", "MatchRequest"),
        "linkToDefaultDomain": "Enabled",
        "httpsRedirect": given.enabled("https_redirect_enabled", default=True),
        "enabledState": able(given.flag("enabled", default=True)),
    }
    yield resource(given.id, properties)
