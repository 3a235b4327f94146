"""The stack's settings, read from Pulumi's configuration and validated before any resource is registered."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pulumi

from components.foundation.names import PROJECT, check_stack_name
from components.foundation.settings.alarms import AlarmSettings, read_alarms
from components.foundation.settings.costs import CostSettings, read_costs
from components.foundation.settings.data import DataSettings, read_data
from components.foundation.settings.limits import LimitSettings, read_limits
from components.foundation.settings.model_id import ModelId
from components.foundation.settings.models import ModelSettings, read_models
from components.foundation.settings.reader import SettingsError, SettingsReader
from components.foundation.settings.runtime import RuntimeSettings, read_runtime
from components.foundation.settings.sign_in import SignInSettings, read_sign_in
from components.foundation.settings.site import SiteSettings, read_site
from components.foundation.settings.tracing import TracingSettings, read_tracing

#: ARNs begin with `arn:aws:`. Regions in China, GovCloud and the isolated ones are of other partitions.
_REGION = re.compile(r"(?!cn-|us-gov-|[a-z]{2}-iso)[a-z]{2}(-[a-z]+)+-\d")
#: AWS keeps values that begin with `aws:` for itself.
_TAG = re.compile(r"(?!(?i:aws):)[\w .:/=+@-]{1,256}")
_TAG_FORM = "letters, digits, blanks and _.:/=+@-, without aws: in front"


@dataclass(frozen=True)
class Settings(
    ModelSettings,
    SignInSettings,
    TracingSettings,
    LimitSettings,
    DataSettings,
    CostSettings,
    RuntimeSettings,
    AlarmSettings,
    SiteSettings,
):
    """One field per key in `Pulumi.yaml`, which holds the descriptions and defaults."""

    region: str
    environment: str
    owner: str

    @classmethod
    def load(cls) -> Settings:
        """Reads and validates the running stack's configuration. Raises SettingsError."""
        if (project := pulumi.get_project()) != PROJECT:
            raise SettingsError(
                f"the project's name in Pulumi.yaml must be {PROJECT!r}, by which commands find it, not {project!r}"
            )
        try:
            check_stack_name(pulumi.get_stack())
        except ValueError as error:
            raise SettingsError(str(error)) from None
        read = SettingsReader(pulumi.Config())
        region = SettingsReader(pulumi.Config("aws")).text("region", _REGION, "a commercial AWS region")
        environment = read.text("environment", _TAG, f"a tag value such as production: {_TAG_FORM}")
        owner = read.text("owner", _TAG, f"a tag value, the stack's owner: {_TAG_FORM}")
        site = read_site(read)
        subjects = (
            read_models(read, region),
            read_sign_in(read, site.site_domain),
            read_tracing(read, region),
            read_limits(read),
            read_data(read),
            read_costs(read),
            read_runtime(read),
            read_alarms(read),
            site,
        )
        fields = {name: value for subject in subjects for name, value in vars(subject).items()}
        return cls(region=region, environment=environment, owner=owner, **fields)

    def model_of(self, agent: str) -> ModelId:
        """The Bedrock model that this agent calls."""
        return self.agent_models.get(agent, self.model)
