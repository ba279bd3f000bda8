from django.urls import path

from motcua.services.workflow.views import console

urlpatterns = [
    path("quan-tri/quy-trinh/", console.processes, name="processes"),
    path("quan-tri/quy-trinh/nap/", console.upload, name="process-upload"),
    path("quan-tri/quy-trinh/<str:code>/", console.process, name="process"),
    path("quan-tri/quy-trinh/<str:code>/nap/", console.upload, name="process-upload-to"),
    path("quan-tri/quy-trinh/<str:code>/ban-<int:number>/", console.process, name="process-version"),
    path("quan-tri/quy-trinh/<str:code>/ban-<int:number>/bpmn/", console.download, name="process-bpmn"),
    path("quan-tri/quy-trinh/<str:code>/ban-<int:number>/ban-hanh/", console.publish, name="process-publish"),
]
