"""Which types of resource stand beside what is read in nearly every record."""

FREQUENT = (
    "Account", "AdverseEvent", "Appointment", "AuditEvent", "Basic", "Binary", "BodySite",
    "BodyStructure", "CarePlan", "CareTeam", "ChargeItem", "Claim", "ClaimResponse",
    "ClinicalImpression", "Communication", "CommunicationRequest", "Composition", "Consent",
    "Coverage", "DetectedIssue", "Device", "DeviceRequest", "DiagnosticOrder",
    "DocumentReference", "Encounter", "Endpoint", "EpisodeOfCare", "ExplanationOfBenefit",
    "FamilyMemberHistory", "Flag", "Goal", "Group", "HealthcareService", "ImagingStudy",
    "Immunization", "ImmunizationRecommendation", "Invoice", "List", "Location", "Media",
    "MessageHeader", "NutritionOrder", "Organization", "Person", "Practitioner",
    "PractitionerRole", "ProcedureRequest", "Provenance", "Questionnaire", "ReferralRequest",
    "RelatedPerson", "RiskAssessment", "Schedule", "ServiceRequest", "Slot",
    "Substance", "SupplyDelivery", "SupplyRequest", "Task",
)  # fmt: skip
"""Types that stand beside what is read; msgspec tells them by their name as it decodes."""
